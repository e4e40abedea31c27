package org.countersign.station.fleet;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(LinkLoop.class);

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
  private final LongSupplier nanoTime;
  private final InstantSource clock;

  private Phase phase = Phase.OFFLINE;
  private Optional<MqttConnection> connection = Optional.empty();
  private List<String> filters = List.of();
  private boolean changed;
  private boolean rebirthAsked;
  private boolean stopAsked;
  private String lastTrouble = "";

  /** The moment at which the present phase is given up, or the next try is due. */
  private long phaseEnds;

  private long upSince;
  private long nextReport;
  private long nextRefresh;
  private long nextRebirth;
  private long stalledAt;

  private long sessions;
  private long reports;
  private long refused;
  private volatile FleetStatus status;

  LinkLoop(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      BdSeqStore bdSeq,
      BackOff backOff,
      Mailbox mailbox,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.config = config;
    this.session = new EdgeNodeSession(config.node(), config.primaryHost(), clock);
    this.connector = connector;
    this.source = source;
    this.bdSeq = bdSeq;
    this.backOff = backOff;
    this.mailbox = mailbox;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.phaseEnds = nanoTime.getAsLong();
    this.status = new FleetStatus(FleetStatus.Link.OFFLINE, clock.instant(), "", 0, 0, 0);
  }

  /** State of the link; any thread. */
  FleetStatus status() {
    return status;
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
          case STOPPED -> nanoTime.getAsLong() + Duration.ofHours(1).toNanos();
          case UP -> nextWhenUp();
        };
    return Math.max(0, next - nanoTime.getAsLong());
  }

  private long nextWhenUp() {
    if (outstanding() > 0) {
      return stalledAt;
    }
    if (rebirthAsked) {
      return nextRebirth;
    }
    return changed ? nextReport : nextRefresh;
  }

  /** Takes a letter. */
  void handle(Mailbox.Letter letter) {
    switch (letter) {
      case Mailbox.Letter.Changed c -> changed = true;
      case Mailbox.Letter.Stop s -> stopAsked = true;
      case Mailbox.Letter.Drained d -> {} // It woke the thread; what is outstanding is asked.
      case Mailbox.Letter.Dropped d -> refuse(d.count(), "too many or too large messages");
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
        if (isDue(phaseEnds)) {
          open();
        }
      }
      case OPENING, SUBSCRIBING -> {
        if (isDue(phaseEnds)) {
          fail("no " + awaited() + " within " + config.connectWithin().toSeconds() + " s");
        }
      }
      case UP -> report();
      case LEAVING -> {
        if (outstanding() == 0 || isDue(phaseEnds)) {
          connection.ifPresent(MqttConnection::disconnect);
          phase = Phase.STOPPED;
          say(FleetStatus.Link.STOPPED, "");
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
    filters = request.subscriptions();
    phase = Phase.OPENING;
    phaseEnds = in(config.connectWithin());
    say(FleetStatus.Link.CONNECTING, lastTrouble);
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
    sessions++;
    long now = nanoTime.getAsLong();
    upSince = now;
    nextReport = now;
    nextRebirth = now;
    nextRefresh = in(config.refresh());
    rebirthAsked = false;
    changed = true;
    session.connected();
    if (session.waitsForHost()) {
      tellWaiting();
    } else {
      image().ifPresent(i -> send(session.publish(i)));
    }
  }

  private void tellWaiting() {
    String host = config.primaryHost().orElse("");
    log.info("Fleet link: connected to {}, waiting for host {}", config.broker(), host);
    say(FleetStatus.Link.WAITING_FOR_HOST, "host " + host + " is not online");
    lastTrouble = "";
  }

  private void tellOnline() {
    log.info("Fleet link: online at {} as {}", config.broker(), config.clientId());
    say(FleetStatus.Link.ONLINE, "");
    lastTrouble = "";
  }

  private void arrived(Mailbox.Letter.Arrived letter) {
    if (phase != Phase.UP && phase != Phase.SUBSCRIBING) {
      return;
    }
    switch (session.received(letter.topic(), letter.payload().toArray())) {
      case Reaction.Rebirth r -> rebirthAsked = true;
      case Reaction.HostOnline h -> hostOnline();
      case Reaction.HostOffline h -> hostOffline();
      case Reaction.Ignored i -> refuse(1, i.reason());
    }
  }

  private void refuse(int count, String reason) {
    // One line of the first and of every hundredth: a stranger must not fill the disk.
    if (refused == 0 || refused / 100 != (refused + count) / 100) {
      log.warn("Fleet link: message from the broker not obeyed: {} ({} so far)", reason, refused);
    }
    refused += count;
    say(status.link(), status.detail());
  }

  private void hostOnline() {
    changed = true;
    if (phase == Phase.UP) {
      log.info("Fleet link: host {} is online", config.primaryHost().orElse(""));
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
      if (isDue(stalledAt)) {
        fail("the broker took nothing for " + stallLimit().toSeconds() + " s");
      }
      return;
    }
    if (isDue(nextRefresh)) {
      nextRefresh = in(config.refresh());
      changed = true;
    }
    if (rebirthAsked) {
      // Not a data message more before the births, {@code rebirth-action-1}.
      if (isDue(nextRebirth)) {
        rebirth();
      }
    } else if (changed && isDue(nextReport)) {
      image().ifPresent(i -> send(session.publish(i)));
    }
  }

  private void rebirth() {
    nextRebirth = in(REBIRTH_GAP);
    image()
        .ifPresent(i -> {
          rebirthAsked = false;
          send(session.rebirth(i));
        });
  }

  /** The station now; empty if it cannot be told, which is tried again at the next report. */
  private Optional<NodeImage> image() {
    nextReport = in(config.minInterval());
    changed = false;
    try {
      return Optional.of(source.snapshot());
    } catch (RuntimeException e) {
      log.warn("Fleet link: the station's state could not be read, trying again: {}", e.toString());
      changed = true;
      return Optional.empty();
    }
  }

  private void send(List<OutgoingMessage> messages) {
    if (handOver(messages) && session.isBorn() && status.link() != FleetStatus.Link.ONLINE) {
      tellOnline();
    }
  }

  /** False if the connection is gone by that. */
  private boolean handOver(List<OutgoingMessage> messages) {
    if (connection.isEmpty() || messages.isEmpty()) {
      return connection.isPresent();
    }
    stalledAt = in(stallLimit());
    try {
      for (OutgoingMessage message : messages) {
        connection.get().publish(message.topic().toString(), message.bytes(), message.qos());
        reports++;
      }
      say(status.link(), status.detail());
      return true;
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void leave() {
    if (phase == Phase.UP) {
      phase = Phase.LEAVING;
      phaseEnds = in(LEAVE_WITHIN);
      handOver(session.leave());
      if (phase == Phase.LEAVING) {
        return;
      }
    }
    connection.ifPresent(MqttConnection::abort);
    phase = Phase.STOPPED;
    say(FleetStatus.Link.STOPPED, "");
  }

  private void ended(String reason) {
    if (phase == Phase.LEAVING) {
      phase = Phase.STOPPED;
      say(FleetStatus.Link.STOPPED, reason);
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
    boolean proven = phase == Phase.UP && nanoTime.getAsLong() - upSince >= PROVEN.toNanos();
    if (proven) {
      backOff.reset();
    }
    session.lost();
    mailbox.closeDoor();
    connection = Optional.empty();
    phase = stopAsked ? Phase.STOPPED : Phase.OFFLINE;
    Duration wait = backOff.next();
    phaseEnds = in(wait);
    tellTrouble(reason, wait);
    say(stopAsked ? FleetStatus.Link.STOPPED : FleetStatus.Link.OFFLINE, reason);
  }

  private void tellTrouble(String reason, Duration wait) {
    if (reason.equals(lastTrouble)) {
      log.debug("Fleet link: {}: {}; next try in {} ms", config.broker(), reason, wait.toMillis());
    } else {
      log.warn(
          "Fleet link: {}: {}; cards are issued all the same, next try in {} ms",
          config.broker(),
          reason,
          wait.toMillis());
    }
    lastTrouble = reason;
  }

  private Duration stallLimit() {
    Duration two = config.keepAlive().multipliedBy(2);
    return two.compareTo(config.connectWithin()) < 0 ? config.connectWithin() : two;
  }

  private int outstanding() {
    return connection.map(MqttConnection::outstanding).orElse(0);
  }

  private long in(Duration time) {
    return nanoTime.getAsLong() + time.toNanos();
  }

  private boolean isDue(long moment) {
    return nanoTime.getAsLong() - moment >= 0;
  }

  private void say(FleetStatus.Link link, String detail) {
    FleetStatus before = status;
    Instant since = before != null && before.link() == link ? before.since() : clock.instant();
    status = new FleetStatus(link, since, detail, sessions, reports, refused);
  }
}
