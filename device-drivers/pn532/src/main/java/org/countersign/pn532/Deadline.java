package org.countersign.pn532;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment on the scale of a monotonic clock. */
final class Deadline {

  /** Longer limits are cut to it, so that arithmetic on nanoseconds cannot overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final LongSupplier nanoTime;
  private final long nanos;

  private Deadline(LongSupplier nanoTime, long nanos) {
    this.nanoTime = nanoTime;
    this.nanos = nanos;
  }

  static Deadline after(Duration limit, LongSupplier nanoTime) {
    Duration cut = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
    return new Deadline(nanoTime, nanoTime.getAsLong() + cut.toNanos());
  }

  /** So much from now, but not later than this one. */
  Deadline within(Duration limit) {
    return earlierOf(after(limit, nanoTime));
  }

  /** So much before this one. */
  Deadline before(Duration reserve) {
    return new Deadline(nanoTime, nanos - reserve.toNanos());
  }

  Deadline earlierOf(Deadline other) {
    return nanos - other.nanos < 0 ? this : other;
  }

  boolean isPast() {
    return nanos - nanoTime.getAsLong() <= 0;
  }

  /** Time to go; zero if it is past. */
  Duration toGo() {
    return Duration.ofNanos(Math.max(0, nanos - nanoTime.getAsLong()));
  }
}
