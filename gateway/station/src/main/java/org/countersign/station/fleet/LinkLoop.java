package org.countersign.station.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.mqtt.ArrivalLimits;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.LinkCycle;
import org.countersign.mqtt.LinkUser;
import org.countersign.mqtt.MqttConnection;
import org.countersign.mqtt.Opening;
import org.countersign.mqtt.Ticker;
import org.countersign.mqtt.Trouble;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;
import org.countersign.station.fleet.ReportSchedule.Due;
import org.countersign.station.jobs.FleetStatus;

/**
 * What the station says over its link: births, data, deaths and records. Everything that is
 * numbered is numbered and handed over here, so the order on the wire is the order of the numbers;
 * and nothing is numbered before all that was handed over earlier has left, so a slow broker costs
 * reports, never memory or a gap.
 */
final class LinkLoop implements LinkUser {

  /** Least time between two rebirths, whoever asks how often. */
  static final Duration REBIRTH_GAP = Duration.ofSeconds(1);

  /** How long it looks at one of several brokers whether the host is there. */
  static final Duration HOST_WITHIN = Duration.ofSeconds(5);

  /** Commands and acknowledgements are few and small. */
  static final ArrivalLimits ROOM = new ArrivalLimits(32, 64 * 1024, 32 * 64 * 1024);

  /** What does not answer if the station cannot be read and no part of it says that it is stuck. */
  static final String UNREAD = "report";

  private final FleetConfig config;
  private final EdgeNodeSession session;
  private final FleetSource source;
  private final StationReads reads;
  private final LinkFacts facts;
  private final Ticker ticker;
  private final InstantSource clock;
  private final BdSeqStore bdSeq;
  private final ReportSchedule schedule;
  private final LinkLog log;
  private final Optional<RecordLink> records;
  private final LinkCycle link;

  /** When the next broker is tried, unless the host turns out to be at this one. */
  private long hostWaitEnds;

  /** What was read last; before the first read nothing is known. */
  private NodeImage last = NodeImage.EMPTY;

  private long nextBeat;
  private volatile PlannedStop planned = PlannedStop.NONE;

  LinkLoop(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      Executor reader,
      BdSeqStore bdSeq,
      BackOff backOff,
      Optional<RecordOutbox> outbox,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.ticker = new Ticker(nanoTime);
    this.clock = clock;
    this.config = config;
    this.session = new EdgeNodeSession(config.node(), config.primaryHost(), clock);
    this.source = source;
    this.bdSeq = bdSeq;
    this.schedule = new ReportSchedule(config, ticker);
    this.log = new LinkLog(config, clock);
    this.records = outbox.map(box -> new RecordLink(config.node(), box, ticker));
    this.facts = new LinkFacts(config.broker().keepAlive(), ticker, clock);
    this.nextBeat = ticker.now();
    this.link = new LinkCycle(config.broker(), connector, backOff, ROOM, ticker, this);
    this.reads = new StationReads(source, reader, link::wake, ticker);
  }

  /** The link this speaks over. */
  LinkCycle link() {
    return link;
  }

  /** State of the link; any thread. */
  FleetStatus status() {
    return log.status();
  }

  /** What the farewell is to say; any thread. */
  void plan(PlannedStop stop) {
    planned = stop;
  }

  @Override
  public Opening opening() {
    ConnectRequest request = session.connect(bdSeq.next());
    // A broker that takes no records hears how the station is all the same.
    List<String> wishes = records.map(RecordLink::filter).stream().toList();
    log.connecting(link.broker());
    return new Opening(message(request.will()), request.subscriptions(), wishes);
  }

  @Override
  public void refused(String filter) {
    records.ifPresent(RecordLink::refused);
    log.recordsRefused(filter);
  }

  @Override
  public void up() {
    schedule.begin();
    log.connected();
    if (records.filter(RecordLink::isRefused).isEmpty()) {
      log.recordsTaken();
    }
    session.connected();
    nextBeat = ticker.in(StationReads.LIMIT);
    if (session.waitsForHost()) {
      // Nobody hears the station yet: its outage goes on.
      hostWaitEnds = ticker.in(HOST_WITHIN);
      log.waitingForHost();
    } else {
      facts.up();
      tellNews();
    }
  }

  @Override
  public void changed() {
    schedule.changed();
  }

  @Override
  public void dropped(int count) {
    log.refused(count, "too many or too large messages");
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    if (records.filter(r -> topic.equals(r.filter())).isPresent()) {
      acknowledged(payload);
      return;
    }
    switch (session.received(topic, payload)) {
      case Reaction.Rebirth r -> schedule.askRebirth();
      case Reaction.HostOnline h -> hostOnline();
      case Reaction.HostOffline h -> hostOffline();
      case Reaction.Ignored i -> log.refused(1, i.reason());
    }
  }

  private void acknowledged(byte[] payload) {
    String ignored = records.map(r -> r.received(payload)).orElse("");
    if (!ignored.isEmpty()) {
      log.refused(1, ignored);
    }
  }

  private void hostOnline() {
    schedule.changed();
    if (link.isUp()) {
      facts.up();
      log.hostOnline();
    }
  }

  /** Clause {@code operational-behavior-primary-application-state-with-multiple-servers-walk}. */
  private boolean looksForHost() {
    return config.broker().addresses().size() > 1 && session.waitsForHost();
  }

  /** Clause {@code operational-behavior-edge-node-termination-host-offline}. */
  private void hostOffline() {
    if (handOver(session.leave())) {
      link.disconnect("host " + config.primaryHost().orElse("") + " went offline");
    }
  }

  @Override
  public long nextDue() {
    if (reads.isDone()) {
      return ticker.now();
    }
    long news = reads.isRunning() ? nextLife() : ticker.earlier(schedule.next(), nextLife());
    long next = looksForHost() ? ticker.earlier(news, hostWaitEnds) : news;
    return records.map(r -> r.next(next)).orElse(next);
  }

  /** When a sign of life is due: the next heartbeat, or births that wait for a read in vain. */
  private long nextLife() {
    if (!schedule.isRebirthAsked()) {
      return nextBeat;
    }
    long births = schedule.next();
    return reads.isRunning() && births - reads.lateAt() < 0 ? reads.lateAt() : births;
  }

  @Override
  public void lineFree() {
    if (looksForHost() && ticker.isDue(hostWaitEnds)) {
      link.disconnect("host " + config.primaryHost().orElse("") + " is not online here");
      return;
    }
    if (tellNews()) {
      return;
    }
    if (isLifeDue()) {
      // Of what the station was, since nobody says what it is.
      beat();
      tell();
    } else {
      sendRecords();
    }
  }

  /** Lets the station be read if that is due, and tells what was read; false if nothing was. */
  private boolean tellNews() {
    if (!reads.isRunning() && schedule.due() != Due.NOTHING) {
      schedule.taken();
      reads.begin();
    }
    boolean done = reads.isDone();
    if (done) {
      read();
    }
    return done;
  }

  private boolean isLifeDue() {
    return schedule.isRebirthAsked()
        ? reads.isLate() && schedule.due() == Due.REBIRTH
        : ticker.isDue(nextBeat);
  }

  private void read() {
    try {
      last = reads.take().orElse(last);
    } catch (RuntimeException e) {
      // It is tried again at the next report.
      log.unreadable(e);
      schedule.changed();
      if (isLifeDue()) {
        beat();
        tell();
      }
      schedule.rebirthTried();
      return;
    }
    if (!session.isBorn() || ticker.isDue(nextBeat)) {
      beat();
    }
    tell();
  }

  private void beat() {
    nextBeat = ticker.in(config.broker().keepAlive());
    String stuck = source.stuck();
    facts.beat(stuck.isEmpty() && reads.isLate() ? UNREAD : stuck);
  }

  /**
   * Tells what changed. Births that were asked for come before any data, so it may wait for them.
   */
  private void tell() {
    if (!schedule.isRebirthAsked()) {
      send(session.publish(now()));
    } else if (schedule.due() == Due.REBIRTH) {
      schedule.rebirthTried();
      schedule.rebirthDone();
      send(session.rebirth(now()));
    }
  }

  /** The station as it was read, with what the link knows itself. */
  private NodeImage now() {
    List<Metric> all = new ArrayList<>(last.metrics());
    all.addAll(facts.metrics(clock.millis()));
    return new NodeImage(all, last.devices());
  }

  /** Behind everything that is due: how things are now is more urgent than how they were. */
  private void sendRecords() {
    if (session.isBorn()) {
      records.ifPresent(r -> r.due().ifPresent(batch -> handOver(r.topic(), batch)));
    }
  }

  private void handOver(String topic, byte[] batch) {
    if (link.publish(ApplicationMessage.passing(topic, batch, 1))) {
      log.handedOver();
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
    for (OutgoingMessage message : messages) {
      if (!link.publish(message(message))) {
        return false;
      }
      log.handedOver();
    }
    return true;
  }

  private static ApplicationMessage message(OutgoingMessage message) {
    return ApplicationMessage.passing(message.topic().toString(), message.bytes(), message.qos());
  }

  @Override
  public void farewell() {
    if (planned.isTold() && session.isBorn()) {
      facts.plan(planned);
      handOver(session.publish(now()));
    }
    handOver(session.leave());
  }

  @Override
  public void met(Trouble trouble) {
    facts.met(trouble);
  }

  @Override
  public void lost(String reason, Duration wait) {
    session.lost();
    records.ifPresent(RecordLink::lost);
    log.trouble(reason, wait);
  }

  @Override
  public void stopped(String reason) {
    log.stopped(reason);
  }
}
