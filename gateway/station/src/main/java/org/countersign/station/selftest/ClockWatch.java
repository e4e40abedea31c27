package org.countersign.station.selftest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Watches the wall clock against the monotonic one, which nobody can set. Any thread. */
public final class ClockWatch {

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Instant startedAt;
  private final long startedNanos;

  /** From now on. */
  public ClockWatch(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.startedAt = clock.instant();
    this.startedNanos = nanoTime.getAsLong();
  }

  /** How far the clock was moved since the start; negative if back. */
  public Duration moved() {
    Duration passed = Duration.ofNanos(nanoTime.getAsLong() - startedNanos);
    return Duration.between(startedAt, clock.instant()).minus(passed);
  }

  /** What it says. */
  public Instant now() {
    return clock.instant();
  }
}
