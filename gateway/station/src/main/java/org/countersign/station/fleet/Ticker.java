package org.countersign.station.fleet;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Moments of a monotonic clock.
 *
 * @param nanoTime as {@link System#nanoTime}: differences count, and they may overflow
 */
record Ticker(LongSupplier nanoTime) {

  long now() {
    return nanoTime.getAsLong();
  }

  long in(Duration time) {
    return now() + time.toNanos();
  }

  boolean isDue(long moment) {
    return now() - moment >= 0;
  }
}
