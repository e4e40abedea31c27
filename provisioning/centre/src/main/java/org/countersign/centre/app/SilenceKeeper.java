package org.countersign.centre.app;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.silence.Silence;
import org.countersign.centre.store.SilenceTable;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Keeps silences over a restart. On the thread {@code keeper}. */
final class SilenceKeeper {

  /** Verdicts that the fleet's thread makes at once. */
  private static final int BATCH = 500;

  /** What a database that is away may cost of memory. */
  private static final int MOST_WAITING = 8_192;

  private final SilenceTable table;
  private final FleetLoop fleet;
  private final InstantSource clock;

  /** What the table does not have yet. */
  private final Deque<Silence> waiting = new ArrayDeque<>();

  SilenceKeeper(SilenceTable table, FleetLoop fleet, InstantSource clock) {
    this.table = table;
    this.fleet = fleet;
    this.clock = clock;
  }

  /** Tells the fleet which silences lasted; after its stations. */
  void restore() {
    boolean ignored = fleet.restoreSilences(table.open()).join();
  }

  /**
   * Saves what changed.
   *
   * @throws org.countersign.centre.store.StoreException if it was not done; it comes again
   */
  void save() {
    while (take() || !waiting.isEmpty()) {
      List<Silence> some = new ArrayList<>(waiting);
      table.save(some);
      waiting.clear();
    }
    if (fleet.ask(view -> view.host().isOnline() && view.silences().isHearing()).join()) {
      table.hears(clock.millis());
    }
  }

  /** Until when the fleet was heard before a restart, milliseconds since 1970. */
  OptionalLong heardUntil() {
    return table.heardUntil();
  }

  private boolean take() {
    if (waiting.size() >= MOST_WAITING) {
      return false;
    }
    List<Silence> changes =
        fleet.ask(view -> view.silences().changes(BATCH, clock.millis())).join();
    waiting.addAll(changes);
    return !changes.isEmpty();
  }

  /** A station that is looked after no more. */
  void forget(EdgeNodeDescriptor station) {
    waiting.removeIf(silence -> silence.station().equals(station));
    table.forget(station);
  }
}
