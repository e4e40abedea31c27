package org.countersign.fleetsim.link;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The clocks of a simulation: the real monotonic one, by which sessions live; the scenario's, which
 * may run faster; and the time that stands in messages. Any thread.
 */
public final class FleetClock {

  private static final long NANOS = 1_000_000;

  private final LongSupplier nanoTime;
  private final long origin;
  private final double pace;
  private final boolean virtualTime;
  private final long base;

  /**
   * Starts the clocks.
   *
   * @param nanoTime monotonic clock, nanoseconds
   * @param pace how much faster the scenario's clock is
   * @param base time in messages at the begin
   * @param virtualTime whether the time in messages follows the scenario's clock
   */
  public FleetClock(LongSupplier nanoTime, double pace, Instant base, boolean virtualTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.pace = pace;
    this.virtualTime = virtualTime;
    this.base = base.toEpochMilli();
  }

  /** Real milliseconds since the begin. */
  public long real() {
    return (nanoTime.getAsLong() - origin) / NANOS;
  }

  /** Milliseconds of the scenario since the begin. */
  public long scenario() {
    return (long) (real() * pace);
  }

  /** Real milliseconds since the begin at which a moment of the scenario has come. */
  public long realAt(long scenario) {
    return scenario == Long.MAX_VALUE ? Long.MAX_VALUE : (long) Math.ceil(scenario / pace);
  }

  /** Time in messages of a moment of the scenario, in milliseconds since 1970-01-01T00:00:00Z. */
  public long wall(long scenario) {
    return base + (virtualTime ? scenario : (long) (scenario / pace));
  }

  /** Time in messages now. */
  public long wall() {
    return wall(scenario());
  }
}
