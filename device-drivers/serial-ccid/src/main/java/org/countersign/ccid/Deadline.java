package org.countersign.ccid;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment of a clock that only goes forward. */
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
    return new Deadline(nanoTime, nanoTime.getAsLong() + Math.max(0, cut.toNanos()));
  }

  /** This one, or that span from now if it is earlier. */
  Deadline orAfter(Duration limit) {
    Deadline other = after(limit, nanoTime);
    return other.nanos - nanos < 0 ? other : this;
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - nanoTime.getAsLong()));
  }

  boolean isPast() {
    return nanos - nanoTime.getAsLong() <= 0;
  }
}
