package org.countersign.centre.silence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Condition;
import org.countersign.centre.condition.Watch;
import org.countersign.centre.state.FleetState;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.countersign.protocol.sparkplug.host.KnownNode;

/** Real edge sessions, a real host and a book, on one thread with a clock that a test moves. */
final class SmallFleet {

  static final long BEGIN = 1_795_000_000_000L;
  static final int EVERY = 30;

  final SilenceBook book;
  final Map<EdgeNodeDescriptor, Box> boxes = new HashMap<>();
  final Map<EdgeNodeDescriptor, Plans.Work> plans = new HashMap<>();
  final FleetState state = new FleetState();
  final Watch watch = new Watch();
  private final HostApplication host;
  long now = BEGIN;

  /** One station. */
  final class Box {
    final EdgeNodeDescriptor node;
    private final EdgeNodeSession session;
    private final Map<String, Metric> metrics = new TreeMap<>();
    private int bdSeq;
    private long nextBeat;

    /** Whether heartbeats are sent. */
    boolean beats = true;

    /** Of its clock, in milliseconds. */
    long ahead;

    private Box(EdgeNodeDescriptor node) {
      this.node = node;
      this.session =
          new EdgeNodeSession(node, Optional.empty(), () -> Instant.ofEpochMilli(now + ahead));
      say("Stop/Planned", "");
      say("Heartbeat/Stuck", "");
      say("Power/Source", "mains");
      say("Properties/Site", "");
      real("Heartbeat/Every", EVERY);
      time("Stop/Until", 0);
      time("Box/Booted", BEGIN - 1_000_000);
      time("Properties/Started", BEGIN - 900_000);
      time("Link/Outage To", BEGIN - 800_000);
      say("Link/Outage Reason", "");
    }

    Box say(String name, String value) {
      return put(name, MetricType.STRING, MetricValue.of(value));
    }

    Box real(String name, double value) {
      return put(name, MetricType.DOUBLE, MetricValue.of(value));
    }

    Box time(String name, long value) {
      return put(
          name, MetricType.DATE_TIME, value == 0 ? MetricValue.none() : MetricValue.of(value));
    }

    private Box put(String name, MetricType type, MetricValue value) {
      metrics.put(name, Metric.of(name, type, value, now));
      return this;
    }

    /** A new session; a millisecond later, since a birth must be newer than the one before. */
    Box connects() {
      now++;
      var ignored = session.connect(bdSeq++);
      session.connected();
      beats = true;
      beat();
      return this;
    }

    /** Sends what changed. */
    void beat() {
      time("Heartbeat/At", now + ahead);
      nextBeat = now + EVERY * 1_000L;
      deliver(session.publish(new NodeImage(List.copyOf(metrics.values()), new TreeMap<>())));
    }

    /** Its own NDEATH, or its will. */
    void dies() {
      beats = false;
      deliver(session.leave());
    }

    /** The broker says how its session ended, and the book has looked at it since. */
    void parted(Parting word) {
      book.brokerSaid(new BrokerWords.Word(node, word), now);
      pass(31);
    }

    Condition condition() {
      return watch.of(node).orElseThrow().condition();
    }

    Cause cause() {
      return condition().cause();
    }

    Verdict verdict() {
      return book.verdict(state.station(node).orElseThrow(), now).orElseThrow();
    }
  }

  SmallFleet() {
    this(SilenceRules.USUAL);
  }

  SmallFleet(SilenceRules rules) {
    book =
        new SilenceBook(
            rules,
            (station, at) ->
                Optional.ofNullable(plans.get(station)).filter(work -> at <= work.to()));
    host = new HostApplication(HostSettings.of("centre"), () -> Instant.ofEpochMilli(now), out());
    var ignored = host.connect();
    host.connected(ticks());
    book.linkUp(now, ticks());
  }

  private HostOutput out() {
    return new HostOutput() {
      @Override
      public void event(HostEvent event) {
        state.apply(event, now);
        node(event)
            .flatMap(state::station)
            .ifPresent(station -> {
              book.happened(event, station, now, ticks());
              watch.look(station, book.standing(station.node()), now);
            });
      }

      @Override
      public void publish(HostMessage message) {}
    };
  }

  private static Optional<EdgeNodeDescriptor> node(HostEvent event) {
    return switch (event) {
      case HostEvent.NodeBorn e -> Optional.of(e.node());
      case HostEvent.Changed e -> Optional.of(e.node());
      case HostEvent.NodeDied e -> Optional.of(e.node());
      default -> Optional.empty();
    };
  }

  private void deliver(List<OutgoingMessage> messages) {
    messages.forEach(
        message -> host.received(message.topic().toString(), message.bytes(), ticks()));
  }

  /** Wall and monotonic clock differ, as they do. */
  long ticks() {
    return now - BEGIN + 7_000_003;
  }

  /** A station from before a restart. */
  void restore(KnownNode known, long heardUntil) {
    host.restore(known);
    watch.look(state.restore(known, heardUntil), now);
    book.await(known.node(), ticks());
  }

  Box box(String district, String station) {
    return boxes.computeIfAbsent(new EdgeNodeDescriptor(district, station), Box::new);
  }

  /** Connected stations of a district. */
  List<Box> district(String district, int stations) {
    List<Box> made = new ArrayList<>();
    for (int i = 0; i < stations; i++) {
      made.add(box(district, "s-" + i).connects());
    }
    return made;
  }

  /** Time goes by; those that beat do. */
  void pass(long seconds) {
    for (long end = now + seconds * 1_000; now < end; ) {
      now += 250;
      boxes.values().stream().filter(box -> box.beats && box.nextBeat <= now).forEach(Box::beat);
      turn(true);
    }
  }

  void turn(boolean listening) {
    book.due(listening, state::station, now, ticks())
        .forEach(node ->
            state
                .station(node)
                .ifPresent(station -> watch.look(station, book.standing(node), now)));
  }
}
