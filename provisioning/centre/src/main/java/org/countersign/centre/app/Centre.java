package org.countersign.centre.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.countersign.centre.alert.Alarmed;
import org.countersign.centre.alert.AlertBook;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.alert.AlertLoop;
import org.countersign.centre.alert.AlertTable;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.history.DayFiles;
import org.countersign.centre.history.DayPartitions;
import org.countersign.centre.history.HistoryLoop;
import org.countersign.centre.history.HistoryRecorder;
import org.countersign.centre.history.HistoryStore;
import org.countersign.centre.link.HostLink;
import org.countersign.centre.link.LinkStatus;
import org.countersign.centre.plan.PlanBook;
import org.countersign.centre.plan.PlanTable;
import org.countersign.centre.record.RecordFindings;
import org.countersign.centre.record.RecordLoop;
import org.countersign.centre.silence.Plans;
import org.countersign.centre.silence.SilenceBook;
import org.countersign.centre.silence.SilenceRules;
import org.countersign.centre.store.AuditTable;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.centre.store.RecordTable;
import org.countersign.centre.store.SilenceTable;
import org.countersign.centre.store.StationAlarms;
import org.countersign.centre.store.StationTable;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A centre at work. Its threads: {@code broker} takes messages, {@code fleet} digests them, {@code
 * records} and {@code history} store, {@code alerts} judges, {@code keeper} saves the known
 * stations. Closing ends all of them in an order in which nothing that was taken is lost.
 */
public final class Centre implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Centre.class);

  /** What was started, to be closed in the opposite order. */
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private final CentreConfig config;
  private final InstantSource clock;
  private final HostLink.Outgoing outgoing = new HostLink.Outgoing();
  private final RecordFindings findings = new RecordFindings();
  private final Parts parts;

  /**
   * What the centre's pages are made of.
   *
   * @param recorder on the thread {@code fleet} alone
   */
  public record Parts(
      CentreConfig config,
      InstantSource clock,
      Database database,
      AuditTable audit,
      AlertTable alertTable,
      PlanBook plans,
      SilenceTable silences,
      FleetLoop fleet,
      StationKeeper keeper,
      HistoryStore history,
      HistoryRecorder recorder,
      HistoryLoop historyLoop,
      RecordLoop records,
      RecordFindings findings,
      HostLink link,
      AlertLoop alerts) {}

  private Centre(
      CentreConfig config,
      InstantSource clock,
      List<AlertListener> listeners,
      Consumer<LinkStatus> linkTold)
      throws IOException {
    this.config = config;
    this.clock = clock;
    try {
      this.parts = start(listeners, linkTold);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a centre; the broker may still be away.
   *
   * @param listeners are told of alerts
   * @param linkTold is told of each change of the link, on its thread; must not wait
   * @throws IOException if its own broker, its folder or its page does not come up
   * @throws org.countersign.centre.store.StoreException if its database does not
   */
  public static Centre start(
      CentreConfig config,
      InstantSource clock,
      List<AlertListener> listeners,
      Consumer<LinkStatus> linkTold)
      throws IOException {
    return new Centre(config, clock, listeners, linkTold);
  }

  private <T extends AutoCloseable> T started(T part) {
    started.push(part);
    return part;
  }

  private Parts start(List<AlertListener> listeners, Consumer<LinkStatus> linkTold)
      throws IOException {
    Files.createDirectories(config.data());
    BrokerConfig broker = broker();
    Database database = started(Database.open(config.database()));
    PlanBook plans = new PlanBook(new PlanTable(database));
    SilenceTable silences = new SilenceTable(database);
    HistoryStore store = history(database);
    HistoryLoop history = started(new HistoryLoop(store, clock, config.keepHistory()));
    HistoryRecorder recorder = new HistoryRecorder(history::take);
    RecordLoop records =
        started(new RecordLoop(new RecordTable(database, clock), outgoing::send, findings::found));
    FleetLoop fleet =
        new FleetLoop(
            settings(),
            new SilenceBook(silenceRules(), work(plans)),
            clock,
            Centre::monotonicMillis,
            outgoing::send,
            recorder::event);
    started(fleet);
    // Before the fleet's thread ends, and after the link gave its last message.
    started(() -> fleet.ask(view -> flush(recorder)).join());
    StationKeeper keeper =
        started(StationKeeper.start(new StationTable(database), silences, fleet, recorder, clock));
    HostLink link =
        started(
            new HostLink(
                new HostLink.Settings(
                    broker, clientId(), List.copyOf(config.districts()), config.brokerWords()),
                fleet,
                records,
                outgoing,
                clock,
                linkTold));
    AlertTable alertTable = new AlertTable(database);
    AlertLoop alerts =
        started(
            new AlertLoop(
                new AlertBook(config.alerts(), config.hours()::of),
                alertTable,
                fleet,
                link::status,
                alarms(new StationAlarms(database)),
                clock,
                listeners));
    return new Parts(
        config,
        clock,
        database,
        new AuditTable(database, clock),
        alertTable,
        plans,
        silences,
        fleet,
        keeper,
        store,
        recorder,
        history,
        records,
        findings,
        link,
        alerts);
  }

  /** Sentences have the times of the counters. */
  private SilenceRules silenceRules() {
    return config.silence().in(config.hours().usual().zone());
  }

  private static Plans work(PlanBook plans) {
    return (station, now) ->
        plans.covering(station, now).map(plan -> new Plans.Work(plan.to(), plan.reason()));
  }

  private static Supplier<List<Alarmed>> alarms(StationAlarms table) {
    return () ->
        table.grave().stream()
            .map(alarm -> new Alarmed(alarm.station(), alarm.code(), alarm.storedAt()))
            .toList();
  }

  private static boolean flush(HistoryRecorder recorder) {
    recorder.flush();
    return true;
  }

  private HistoryStore history(Database database) {
    return switch (database.config()) {
      case DatabaseConfig.Embedded embedded -> new DayFiles(embedded.folder().resolve("history"));
      case DatabaseConfig.Server ignored -> new DayPartitions(database);
    };
  }

  private BrokerConfig broker() throws IOException {
    return switch (config.broker()) {
      case CentreConfig.Broker.Foreign foreign -> foreign.config();
      case CentreConfig.Broker.Own own -> {
        Path folder = config.data().resolve("broker");
        started(OwnBroker.start(folder, own.listen()));
        yield BrokerConfig.plain(local(own.listen()));
      }
    };
  }

  private static URI local(InetSocketAddress listen) {
    String host = listen.getAddress().isAnyLocalAddress() ? "127.0.0.1" : listen.getHostString();
    return URI.create("tcp://" + host + ":" + listen.getPort());
  }

  private HostSettings settings() {
    return HostSettings.of(config.id()).forGroups(config.districts());
  }

  private String clientId() {
    return "countersign-centre-" + config.id();
  }

  private static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** What it is made of. */
  public Parts parts() {
    return parts;
  }

  /** Ends everything; what was acknowledged is stored. */
  @Override
  public void close() {
    List<AutoCloseable> ending = new ArrayList<>(started);
    started.clear();
    for (AutoCloseable part : ending) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("a part of the centre did not end as it should", e);
      }
    }
  }
}
