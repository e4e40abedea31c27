package org.countersign.station.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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

  /**
   * Of a running station.
   *
   * @param ledger time since its thread came round
   * @param onTick what is given to it runs on the clock thread again and again
   * @param standstill which device's thread does not come round; asked on the clock thread
   * @param api time since its slowest event loop came round
   */
  static Vitals of(
      Supplier<Duration> ledger,
      Consumer<Runnable> onTick,
      Supplier<Optional<String>> standstill,
      Supplier<Duration> api,
      LongSupplier nanoTime) {
    Pulse pulse = new Pulse(nanoTime);
    onTick.accept(() -> pulse.look(standstill.get()));
    Map<String, Supplier<Duration>> parts = new LinkedHashMap<>();
    parts.put("ledger", ledger);
    parts.put("lanes", pulse::since);
    parts.put("api", api);
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

    void look(Optional<String> standstill) {
      if (standstill.isEmpty()) {
        movedAt = nanoTime.getAsLong();
      }
    }

    Duration since() {
      return Duration.ofNanos(nanoTime.getAsLong() - movedAt);
    }
  }
}
