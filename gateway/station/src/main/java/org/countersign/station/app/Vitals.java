package org.countersign.station.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.countersign.http.HttpServer;
import org.countersign.station.lanes.Lanes;
import org.countersign.station.ledger.Ledger;

/**
 * Which part of the station does not come round any more, for its heartbeat. Sooner than systemd's
 * watchdog, so that the centre knows why a box is restarted. Any thread; returns at once.
 */
final class Vitals implements Supplier<String> {

  /**
   * A commit takes milliseconds, on a worn disk seconds; a loop that is free comes round at once.
   */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final Map<String, Supplier<Duration>> since;

  /** Of parts that tell the time since they came round, by their words in the heartbeat. */
  Vitals(Map<String, Supplier<Duration>> since) {
    this.since = new LinkedHashMap<>(since);
  }

  /** Of a running station; a lane that stands still is told by the clock thread. */
  static Vitals of(Ledger ledger, Lanes lanes, HttpServer http, LongSupplier nanoTime) {
    Pulse pulse = new Pulse(nanoTime);
    lanes.onTick(() -> pulse.look(lanes));
    Map<String, Supplier<Duration>> parts = new LinkedHashMap<>();
    parts.put("ledger", ledger::sinceRound);
    parts.put("lanes", pulse::since);
    parts.put("api", http::sinceTurn);
    return new Vitals(parts);
  }

  /** The first part that is stuck; empty if none is. */
  @Override
  public String get() {
    return since.entrySet().stream()
        .filter(part -> part.getValue().get().compareTo(LIMIT) >= 0)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /** When all lanes were last seen to move, by a clock thread that moves too. */
  private static final class Pulse {

    private final LongSupplier nanoTime;
    private volatile long movedAt;

    Pulse(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      this.movedAt = nanoTime.getAsLong();
    }

    void look(Lanes lanes) {
      if (lanes.standstill().isEmpty()) {
        movedAt = nanoTime.getAsLong();
      }
    }

    Duration since() {
      return Duration.ofNanos(nanoTime.getAsLong() - movedAt);
    }
  }
}
