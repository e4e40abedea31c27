package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment on a clock that only goes forward.
 *
 * @param clock nanoseconds, as {@link System#nanoTime()}
 * @param nanos that moment
 */
record Deadline(LongSupplier clock, long nanos) {

  /** Longer limits are cut to it, so that arithmetic on nanoseconds cannot overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  static Deadline after(LongSupplier clock, Duration limit) {
    Duration cut = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
    return new Deadline(clock, clock.getAsLong() + cut.toNanos());
  }

  /** Time to go; zero if it is past. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - clock.getAsLong()));
  }

  /** Time to go, at most so much. */
  Duration left(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }

  boolean isPast() {
    return nanos - clock.getAsLong() <= 0;
  }
}
