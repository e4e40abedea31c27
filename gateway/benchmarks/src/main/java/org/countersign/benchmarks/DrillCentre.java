package org.countersign.benchmarks;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.countersign.centre.alert.AlertBook;
import org.countersign.centre.alert.AlertEvent;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.alert.Losses;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.fleet.FleetListener;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.link.LinkStatus;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostSettings;

/**
 * The centre's own fleet state, conditions and alerts in virtual time: its thread {@code fleet} is
 * real, but sees no other time than the one it is given. One thread calls.
 */
final class DrillCentre implements AutoCloseable {

  private final FleetLoop fleet;
  private final AlertBook book;
  private final LinkStatus link;
  private final Queue<HostMessage> said = new ConcurrentLinkedQueue<>();
  private volatile long now;

  DrillCentre(Instant begin, OpeningHours hours) {
    now = begin.toEpochMilli();
    fleet =
        new FleetLoop(
            HostSettings.of(BenchCentre.ID),
            (InstantSource) () -> Instant.ofEpochMilli(now),
            () -> now,
            said::add,
            FleetListener.NONE);
    book = new AlertBook(AlertRules.USUAL, district -> hours);
    link = new LinkStatus(true, Instant.EPOCH.toEpochMilli(), "", 0);
    var unused = fleet.connect().join();
    boolean ignored = fleet.connected().join();
  }

  /** What its clock says from now on. */
  void at(long millis) {
    now = millis;
  }

  /** Takes a message of the broker; waits if there are many. */
  void received(String topic, byte[] payload) {
    if (fleet.waiting() > 10_000) {
      digest();
    }
    if (!fleet.received(topic, payload)) {
      throw new IllegalStateException("the centre dropped a message on " + topic);
    }
  }

  private void digest() {
    while (fleet.waiting() > 0) {
      boolean ignored = fleet.ask(view -> true).join();
    }
  }

  /** Gives what it said since the last time. */
  void said(BiConsumer<String, byte[]> broker) {
    for (HostMessage next = said.poll(); next != null; next = said.poll()) {
      broker.accept(next.topic(), next.bytes());
    }
  }

  /** Digests what has come, and looks at the alerts as the centre does every two seconds. */
  List<AlertEvent> look() {
    digest();
    List<Overview.Stopped> all = new ArrayList<>();
    boolean ignored = fleet.ask(view -> all.addAll(view.watch().all().toList())).join();
    Map<String, Integer> stations = new HashMap<>();
    all.stream()
        .filter(station -> station.condition().capacity() != Capacity.AWAY)
        .forEach(station -> stations.merge(station.station().group(), 1, Integer::sum));
    return book.look(Losses.of(all, link, now), stations, now);
  }

  /** Lets somebody look at what is known, after what has come is digested. */
  void look(Consumer<FleetView> looks) {
    boolean ignored =
        fleet
            .ask(view -> {
              looks.accept(view);
              return true;
            })
            .join();
  }

  /** Requests for births that it published. */
  long rebirthsAsked() {
    return fleet.ask(view -> view.host().rebirthsAsked()).join();
  }

  /** Messages that it digested. */
  long digested() {
    return fleet.digested();
  }

  @Override
  public void close() {
    fleet.close();
  }
}
