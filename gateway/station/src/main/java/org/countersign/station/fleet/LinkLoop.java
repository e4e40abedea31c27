package org.countersign.station.fleet;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;
import org.countersign.station.jobs.FleetStatus;

/**
 * What the link's thread does, without the thread: letters and the time go in, calls of the
 * connection come out. Everything that is numbered is numbered and handed over here, so the order
 * on the wire is the order of the numbers; and nothing is numbered before all that was handed over
 * earlier has left, so a slow broker costs reports, never memory or a gap.
 */
final class LinkLoop {

  /** A session that lived so long ends the growing of the back-off. */
  static final Duration PROVEN = Duration.ofSeconds(30);

  /** Least time between two rebirths, whoever asks how often. */
  static final Duration REBIRTH_GAP = Duration.ofSeconds(1);

  /** How long a last NDEATH may take to leave. */
  static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

  private enum Phase {
    OFFLINE,
    OPENING,
    SUBSCRIBING,
    UP,
    LEAVING,
    STOPPED
  }

  private final FleetConfig config;
  private final EdgeNodeSession session;
  private final MqttConnection.Connector connector;
  private final FleetSource source;
  private final BdSeqStore bdSeq;
  private final BackOff backOff;
  private final Mailbox mailbox;
  private final Ticker ticker;
  private final ReportSchedule schedule;
  private final LinkLog log;
  private final Optional<RecordLink> records;

  private Phase phase = Phase.OFFLINE;
  private Optional<MqttConnection> connection = Optional.empty();
  private List<String> filters = List.of();
  private boolean stopAsked;

  /** The moment at which the present phase is given up, or the next try is due. */
  private long phaseEnds;

  private long upSince;
  private long stalledAt;

  LinkLoop(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      BdSeqStore bdSeq,
      BackOff backOff,
      Mailbox mailbox,
      Optional<RecordOutbox> outbox,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.config = config;
    this.session = new EdgeNodeSession(config.node(), config.primaryHost(), clock);
    this.connector = connector;
    this.source = source;
    this.bdSeq = bdSeq;
    this.backOff = backOff;
    this.mailbox = mailbox;
    this.ticker = new Ticker(nanoTime);
    this.schedule = new ReportSchedule(config, ticker);
    this.log = new LinkLog(config, clock);
    this.records = outbox.map(box -> new RecordLink(config.node(), box, ticker));
    this.phaseEnds = ticker.now();
  }

  /** State of the link; any thread. */
  FleetStatus status() {
    return log.status();
  }

  /** Whether nothing more will be done. */
  boolean isStopped() {
    return phase == Phase.STOPPED;
  }

  /** The connection there is. */
  Optional<MqttConnection> connection() {
    return connection;
  }

  /** Nanoseconds until {@link #advance} has something to do by itself; 0 if now. */
  long untilNext() {
    long next =
        switch (phase) {
          case OFFLINE, OPENING, SUBSCRIBING, LEAVING -> phaseEnds;
          case STOPPED -> ticker.in(Duration.ofHours(1));
          case UP -> outstanding() > 0 ? stalledAt : nextReport();
        };
    return Math.max(0, next - ticker.now());
  }

  private long nextReport() {
    long next = schedule.next();
    return records.map(r -> r.next(next)).orElse(next);
  }

  /** Takes a letter. */
  void handle(Mailbox.Letter letter) {
    switch (letter) {
      case Mailbox.Letter.Changed c -> schedule.changed();
      case Mailbox.Letter.Stop s -> stopAsked = true;
      case Mailbox.Letter.Drained d -> {} // It woke the thread; what is outstanding is asked.
      case Mailbox.Letter.Dropped d -> log.refused(d.count(), "too many or too large messages");
      case Mailbox.Letter.Accepted a -> subscribe();
      case Mailbox.Letter.Subscribed s -> up();
      case Mailbox.Letter.Ended e -> ended(e.reason());
      case Mailbox.Letter.Arrived a -> arrived(a);
    }
  }

  /** Does what is due. */
  void advance() {
    if (stopAsked && phase != Phase.LEAVING && phase != Phase.STOPPED) {
      leave();
    }
    switch (phase) {
      case OFFLINE -> {
        if (ticker.isDue(phaseEnds)) {
          open();
        }
      }
      case OPENING, SUBSCRIBING -> {
        if (ticker.isDue(phaseEnds)) {
          fail("no " + awaited() + " within " + config.connectWithin().toSeconds() + " s");
        }
      }
      case UP -> report();
      case LEAVING -> {
        if (outstanding() == 0 || ticker.isDue(phaseEnds)) {
          connection.ifPresent(MqttConnection::disconnect);
          phase = Phase.STOPPED;
          log.stopped("");
        }
      }
      case STOPPED -> {}
    }
  }

  private String awaited() {
    return phase == Phase.OPENING ? "CONNACK" : "SUBACK";
  }

  private void open() {
    ConnectRequest request = session.connect(bdSeq.next());
    filters = new ArrayList<>(request.subscriptions());
    records.map(RecordLink::filter).ifPresent(filters::add);
    phase = Phase.OPENING;
    phaseEnds = ticker.in(config.connectWithin());
    log.connecting();
    try {
      connection = Optional.of(connector.open(request.will(), mailbox.forNewConnection()));
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void subscribe() {
    if (phase != Phase.OPENING || connection.isEmpty()) {
      return;
    }
    phase = Phase.SUBSCRIBING;
    try {
      connection.get().subscribe(filters);
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void up() {
    if (phase != Phase.SUBSCRIBING) {
      return;
    }
    phase = Phase.UP;
    upSince = ticker.now();
    schedule.begin();
    log.connected();
    session.connected();
    if (session.waitsForHost()) {
      log.waitingForHost();
    } else {
      image().ifPresent(i -> send(session.publish(i)));
    }
  }

  private void arrived(Mailbox.Letter.Arrived letter) {
    if (phase != Phase.UP && phase != Phase.SUBSCRIBING) {
      return;
    }
    if (records.filter(r -> letter.topic().equals(r.filter())).isPresent()) {
      acknowledged(letter);
      return;
    }
    switch (session.received(letter.topic(), letter.payload().toArray())) {
      case Reaction.Rebirth r -> schedule.askRebirth();
      case Reaction.HostOnline h -> hostOnline();
      case Reaction.HostOffline h -> hostOffline();
      case Reaction.Ignored i -> log.refused(1, i.reason());
    }
  }

  private void acknowledged(Mailbox.Letter.Arrived letter) {
    String ignored = records.map(r -> r.received(letter.payload().toArray())).orElse("");
    if (!ignored.isEmpty()) {
      log.refused(1, ignored);
    }
  }

  private void hostOnline() {
    schedule.changed();
    if (phase == Phase.UP) {
      log.hostOnline();
    }
  }

  /** Clause {@code operational-behavior-edge-node-termination-host-offline}. */
  private void hostOffline() {
    if (handOver(session.leave())) {
      connection.ifPresent(MqttConnection::disconnect);
      retry("host " + config.primaryHost().orElse("") + " went offline");
    }
  }

  private void report() {
    if (outstanding() > 0) {
      if (ticker.isDue(stalledAt)) {
        fail("the broker took nothing for " + stallLimit().toSeconds() + " s");
      }
      return;
    }
    switch (schedule.due()) {
      case NOTHING -> sendRecords();
      case REPORT -> image().ifPresent(i -> send(session.publish(i)));
      case REBIRTH -> rebirth();
    }
  }

  /** Behind everything that is due: how things are now is more urgent than how they were. */
  private void sendRecords() {
    if (session.isBorn()) {
      records.ifPresent(r -> r.due().ifPresent(batch -> handOver(r.topic(), batch)));
    }
  }

  private void handOver(String topic, byte[] batch) {
    stalledAt = ticker.in(stallLimit());
    try {
      connection.orElseThrow().publish(topic, batch, 1);
      log.handedOver();
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void rebirth() {
    schedule.rebirthTried();
    image()
        .ifPresent(i -> {
          schedule.rebirthDone();
          send(session.rebirth(i));
        });
  }

  /** The station now; empty if it cannot be told, which is tried again at the next report. */
  private Optional<NodeImage> image() {
    schedule.taken();
    try {
      return Optional.of(source.snapshot());
    } catch (RuntimeException e) {
      log.unreadable(e);
      schedule.changed();
      return Optional.empty();
    }
  }

  private void send(List<OutgoingMessage> messages) {
    if (handOver(messages) && session.isBorn()) {
      log.online();
      records.ifPresent(RecordLink::born);
    }
  }

  /** False if the connection is gone by that. */
  private boolean handOver(List<OutgoingMessage> messages) {
    if (connection.isEmpty() || messages.isEmpty()) {
      return connection.isPresent();
    }
    stalledAt = ticker.in(stallLimit());
    try {
      for (OutgoingMessage message : messages) {
        connection.get().publish(message.topic().toString(), message.bytes(), message.qos());
        log.handedOver();
      }
      return true;
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void leave() {
    if (phase == Phase.UP) {
      phase = Phase.LEAVING;
      phaseEnds = ticker.in(LEAVE_WITHIN);
      handOver(session.leave());
      if (phase == Phase.LEAVING) {
        return;
      }
    }
    connection.ifPresent(MqttConnection::abort);
    phase = Phase.STOPPED;
    log.stopped("");
  }

  private void ended(String reason) {
    if (phase == Phase.LEAVING) {
      phase = Phase.STOPPED;
      log.stopped(reason);
      connection.ifPresent(MqttConnection::abort);
    } else if (phase != Phase.STOPPED && phase != Phase.OFFLINE) {
      fail(reason);
    }
  }

  /** Ends the connection, if there is one, and sets the next try. */
  void fail(String reason) {
    connection.ifPresent(MqttConnection::abort);
    retry(reason);
  }

  private void retry(String reason) {
    boolean proven = phase == Phase.UP && ticker.now() - upSince >= PROVEN.toNanos();
    if (proven) {
      backOff.reset();
    }
    session.lost();
    records.ifPresent(RecordLink::lost);
    mailbox.closeDoor();
    connection = Optional.empty();
    phase = stopAsked ? Phase.STOPPED : Phase.OFFLINE;
    Duration wait = backOff.next();
    phaseEnds = ticker.in(wait);
    log.trouble(reason, wait);
    if (stopAsked) {
      log.stopped(reason);
    }
  }

  private Duration stallLimit() {
    Duration two = config.keepAlive().multipliedBy(2);
    return two.compareTo(config.connectWithin()) < 0 ? config.connectWithin() : two;
  }

  private int outstanding() {
    return connection.map(MqttConnection::outstanding).orElse(0);
  }
}
