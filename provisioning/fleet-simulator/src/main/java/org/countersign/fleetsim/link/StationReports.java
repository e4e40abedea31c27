package org.countersign.fleetsim.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Stop;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordSender;
import org.countersign.protocol.records.RecordSender.Outcome;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;

/**
 * What a station says and when: births, reports at most once per least interval, births again when
 * asked, and behind all that its records. Pure; the caller sends in the order of the lists, and
 * asks {@link #due} only while the line takes more. One thread.
 */
final class StationReports {

  /**
   * How a station reports.
   *
   * @param least time between two reports
   * @param primaryHost without which no births are sent; empty to wait for none
   * @param records whether records are sent
   * @param heartbeat most time between two heartbeats
   */
  record Terms(Duration least, Optional<String> primaryHost, boolean records, Duration heartbeat) {}

  /** Least time between two rebirths, in milliseconds. */
  private static final long REBIRTH_GAP = 1_000;

  /** How often a backlog that only grows older is looked at, in milliseconds. */
  private static final long REFRESH = 60_000;

  private static final int FIRST_BD_SEQ = 0;

  private final SimulatedStation station;
  private final EdgeNodeDescriptor node;
  private final Terms terms;
  private final FleetClock clock;
  private final EdgeNodeSession session;
  private final RecordSender sender;
  private final String recordsTopic;
  private final String acksTopic;

  private int bdSeq = FIRST_BD_SEQ - 1;
  private boolean up;
  private boolean recordsUp;
  private boolean rebirthAsked;
  private boolean changed;
  private long toldChanges = -1;
  private long nextReport;
  private long nextRebirth;
  private long nextRefresh;
  private long nextBeat;

  StationReports(SimulatedStation station, Terms terms, FleetClock clock) {
    this.station = station;
    this.node = station.identity().node();
    this.terms = terms;
    this.clock = clock;
    this.session =
        new EdgeNodeSession(
            node, terms.primaryHost(), () -> Instant.ofEpochMilli(clock.wall() - station.behind()));
    this.sender = new RecordSender(node.node(), station.records(), RecordSender.Pace.USUAL);
    this.recordsTopic = RecordTopics.records(node);
    this.acksTopic = RecordTopics.acks(node);
  }

  /** What a CONNECT must carry. */
  record Opening(Letter will, List<String> filters) {}

  /** A new CONNECT. Whatever session there was is over. */
  Opening opening() {
    bdSeq = bdSeq < FIRST_BD_SEQ ? FIRST_BD_SEQ : EdgeNodeSession.bdSeqAfter(bdSeq);
    ConnectRequest request = session.connect(bdSeq);
    List<String> filters = new ArrayList<>(request.subscriptions());
    if (terms.records()) {
      filters.add(acksTopic);
    }
    return new Opening(letter(request.will()), filters);
  }

  /** CONNACK and SUBACK have come. */
  void up() {
    long now = clock.real();
    up = true;
    changed = true;
    rebirthAsked = false;
    nextReport = now;
    nextRebirth = now;
    nextRefresh = now + REFRESH;
    live();
    station.linkUp();
    beat(now);
    session.connected();
  }

  private void beat(long now) {
    nextBeat = now + terms.heartbeat().toMillis();
    station.beat();
  }

  /**
   * The connection is gone, or a try to have one failed.
   *
   * @param met by what, in the word of {@code Link/Outage Reason}
   */
  void lost(String met) {
    station.linkLost(met);
    up = false;
    recordsUp = false;
    session.lost();
    sender.lost();
  }

  /** Whether births were sent in this session. */
  boolean isBorn() {
    return session.isBorn();
  }

  /** Something came from the broker; what follows is in {@link #due}. */
  enum Effect {
    NONE,
    /** The session is to be ended with {@link #farewell}, and begun anew later. */
    LEAVE
  }

  Effect arrived(String topic, byte[] payload) {
    if (topic.equals(acksTopic)) {
      if (sender.received(payload, clock.real()) instanceof Outcome.Acknowledged all) {
        station.acknowledge(all.through());
      }
      return Effect.NONE;
    }
    return switch (session.received(topic, payload)) {
      case Reaction.Rebirth r -> {
        rebirthAsked = true;
        yield Effect.NONE;
      }
      case Reaction.HostOnline h -> {
        changed = true;
        yield Effect.NONE;
      }
      case Reaction.HostOffline h -> Effect.LEAVE;
      case Reaction.Ignored i -> Effect.NONE;
    };
  }

  /** Lets the station live up to now. */
  void live() {
    station.advance(clock.scenario());
  }

  /** Lets the station live up to now, and says what is to be sent now. */
  List<Letter> due() {
    live();
    if (!up) {
      return List.of();
    }
    long now = clock.real();
    if (now >= nextRefresh) {
      nextRefresh = now + REFRESH;
      changed = true;
    }
    if (now >= nextBeat) {
      beat(now);
    }
    if (rebirthAsked) {
      return now >= nextRebirth ? rebirth(now) : List.of();
    }
    if (hasNews() && now >= nextReport) {
      return report(now);
    }
    return records(now);
  }

  private boolean hasNews() {
    return changed || station.changes() != toldChanges;
  }

  private List<Letter> rebirth(long now) {
    nextRebirth = now + REBIRTH_GAP;
    rebirthAsked = false;
    told(now);
    return letters(session.rebirth(station.image()));
  }

  private List<Letter> report(long now) {
    told(now);
    return session.waitsForHost() ? List.of() : letters(session.publish(station.image()));
  }

  private void told(long now) {
    changed = false;
    toldChanges = station.changes();
    nextReport = now + terms.least().toMillis();
  }

  private List<Letter> records(long now) {
    if (!terms.records() || !session.isBorn()) {
      return List.of();
    }
    if (!recordsUp) {
      recordsUp = true;
      sender.connected(now);
    }
    return sender.next(now).stream()
        .map(batch -> new Letter(recordsTopic, RecordCodec.encode(batch), 1))
        .toList();
  }

  /** The last words before DISCONNECT of a station that does not stop. */
  List<Letter> farewell() {
    return letters(session.leave());
  }

  /** The last words of one that does, and says why. */
  List<Letter> farewell(Stop planned) {
    live();
    station.stop(planned);
    List<OutgoingMessage> last = new ArrayList<>();
    if (session.isBorn()) {
      last.addAll(session.publish(station.image()));
    }
    last.addAll(session.leave());
    return letters(last);
  }

  /** Real milliseconds since the begin at which {@link #due} is to be asked next. */
  long nextDue() {
    long next = clock.realAt(station.nextAt());
    if (!up) {
      return next;
    }
    if (rebirthAsked) {
      return Math.min(next, nextRebirth);
    }
    next = Math.min(Math.min(next, nextBeat), hasNews() ? nextReport : nextRefresh);
    if (!terms.records() || !session.isBorn()) {
      return next;
    }
    return Math.min(next, recordsUp ? sender.nextAt() : clock.real());
  }

  private static List<Letter> letters(List<OutgoingMessage> messages) {
    return messages.stream().map(StationReports::letter).toList();
  }

  private static Letter letter(OutgoingMessage message) {
    return new Letter(message.topic().toString(), message.bytes(), message.qos());
  }
}
