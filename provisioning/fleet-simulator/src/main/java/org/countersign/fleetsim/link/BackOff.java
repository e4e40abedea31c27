package org.countersign.fleetsim.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times between tries, as a station has them: the limit doubles from 2 to 60 s, and each time is
 * drawn from a quarter of the limit to the whole. One thread.
 */
final class BackOff {

  private static final long FIRST = Duration.ofSeconds(2).toMillis();
  private static final long MOST = Duration.ofSeconds(60).toMillis();

  private final RandomGenerator random;
  private long limit = FIRST;

  BackOff(RandomGenerator random) {
    this.random = random;
  }

  /** Milliseconds until the next try. */
  long next() {
    long drawn = random.nextLong(limit / 4, limit + 1);
    limit = Math.min(MOST, 2 * limit);
    return drawn;
  }

  /** The last try was worth it. */
  void reset() {
    limit = FIRST;
  }
}
