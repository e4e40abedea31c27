package org.countersign.mqtt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Moments of a monotonic clock.
 *
 * @param nanoTime as {@link System#nanoTime}: differences count, and they may overflow
 */
public record Ticker(LongSupplier nanoTime) {

  /** This moment. */
  public long now() {
    return nanoTime.getAsLong();
  }

  /** The moment after a time. */
  public long in(Duration time) {
    return now() + time.toNanos();
  }

  /** The moment that comes first. */
  public long earlier(long one, long other) {
    return one - other <= 0 ? one : other;
  }

  /** Whether a moment has come. */
  public boolean isDue(long moment) {
    return now() - moment >= 0;
  }
}
