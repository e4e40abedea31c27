package org.countersign.osdp;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in time by which something must be done.
 *
 * @param clock only goes forward. Nanoseconds
 * @param at by that clock
 */
record Deadline(LongSupplier clock, long at) {

  /** So far from now. */
  static Deadline in(Duration limit, LongSupplier clock) {
    return new Deadline(clock, clock.getAsLong() + limit.toNanos());
  }

  /** What is left, never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, at - clock.getAsLong()));
  }

  boolean isPassed() {
    return clock.getAsLong() - at >= 0;
  }

  /** The shorter of a span and what is left. */
  Duration atMost(Duration span) {
    Duration left = left();
    return span.compareTo(left) < 0 ? span : left;
  }
}
