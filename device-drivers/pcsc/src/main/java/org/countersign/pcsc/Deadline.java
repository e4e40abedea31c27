package org.countersign.pcsc;

import java.time.Duration;

/**
 * A moment on the scale of {@link System#nanoTime}.
 *
 * @param nanos that moment
 */
record Deadline(long nanos) {

  /** Longer limits are cut to it, so that arithmetic on nanoseconds cannot overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  static Deadline after(Duration limit) {
    Duration cut = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
    return new Deadline(System.nanoTime() + cut.toNanos());
  }

  /** A later one. */
  Deadline plus(Duration more) {
    return new Deadline(nanos + more.toNanos());
  }

  /** The earlier of the two. */
  Deadline orEarlier(Deadline other) {
    return nanos - other.nanos < 0 ? this : other;
  }

  boolean isPast() {
    return nanos - System.nanoTime() <= 0;
  }

  /** Milliseconds to go, rounded up; 0 if it is past. */
  int millisToGo() {
    long toGo = nanos - System.nanoTime();
    return toGo <= 0 ? 0 : (int) ((toGo + 999_999) / 1_000_000);
  }
}
