package org.countersign.station.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.mqtt.ArrivalLimits;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.LinkCycle;
import org.countersign.mqtt.LinkUser;
import org.countersign.mqtt.MqttConnection;
import org.countersign.mqtt.Opening;
import org.countersign.mqtt.Ticker;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;
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

  private final FleetConfig config;
  private final EdgeNodeSession session;
  private final FleetSource source;
  private final BdSeqStore bdSeq;
  private final ReportSchedule schedule;
  private final LinkLog log;
  private final Optional<RecordLink> records;
  private final LinkCycle link;
  private final Ticker ticker;

  /** When the next broker is tried, unless the host turns out to be at this one. */
  private long hostWaitEnds;

  LinkLoop(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      BdSeqStore bdSeq,
      BackOff backOff,
      Optional<RecordOutbox> outbox,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.ticker = new Ticker(nanoTime);
    this.config = config;
    this.session = new EdgeNodeSession(config.node(), config.primaryHost(), clock);
    this.source = source;
    this.bdSeq = bdSeq;
    this.schedule = new ReportSchedule(config, ticker);
    this.log = new LinkLog(config, clock);
    this.records = outbox.map(box -> new RecordLink(config.node(), box, ticker));
    this.link = new LinkCycle(config.broker(), connector, backOff, ROOM, ticker, this);
  }

  /** The link this speaks over. */
  LinkCycle link() {
    return link;
  }

  /** State of the link; any thread. */
  FleetStatus status() {
    return log.status();
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
    if (session.waitsForHost()) {
      hostWaitEnds = ticker.in(HOST_WITHIN);
      log.waitingForHost();
    } else {
      image().ifPresent(i -> send(session.publish(i)));
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
    long next = looksForHost() ? ticker.earlier(schedule.next(), hostWaitEnds) : schedule.next();
    return records.map(r -> r.next(next)).orElse(next);
  }

  @Override
  public void lineFree() {
    if (looksForHost() && ticker.isDue(hostWaitEnds)) {
      link.disconnect("host " + config.primaryHost().orElse("") + " is not online here");
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
    if (link.publish(ApplicationMessage.passing(topic, batch, 1))) {
      log.handedOver();
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
    handOver(session.leave());
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
