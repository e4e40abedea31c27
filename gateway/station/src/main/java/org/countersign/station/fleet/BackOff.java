package org.countersign.station.fleet;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times between tries: the limit doubles from {@code first} to {@code most}, and each time is drawn
 * evenly from a quarter of the limit to the whole of it, so that thousands of stations that lost
 * one broker do not come back in one moment. Not thread-safe.
 */
final class BackOff {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration limit;

  BackOff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.limit = first;
  }

  /** Time until the next try. */
  Duration next() {
    long nanos = limit.toNanos();
    Duration drawn = Duration.ofNanos(random.nextLong(nanos / 4, nanos + 1));
    Duration doubled = limit.multipliedBy(2);
    limit = doubled.compareTo(most) > 0 ? most : doubled;
    return drawn;
  }

  /** The last try was worth it. */
  void reset() {
    limit = first;
  }
}
