package org.countersign.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times between tries: the limit doubles from {@code first} to {@code most}, and each time is drawn
 * evenly from a quarter of the limit to the whole of it, so that thousands of clients that lost one
 * broker do not come back in one moment. Not thread-safe.
 */
public final class BackOff {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration limit;

  /**
   * Begins with the first limit.
   *
   * @param first more than nothing
   * @param most the largest limit
   */
  public BackOff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.limit = first;
  }

  /** Time until the next try. */
  public Duration next() {
    Duration drawn = drawn(limit);
    Duration doubled = limit.multipliedBy(2);
    limit = doubled.compareTo(most) > 0 ? most : doubled;
    return drawn;
  }

  /** Time until the first try somewhere else: drawn as the first is, and nothing grows by it. */
  public Duration elsewhere() {
    return drawn(first);
  }

  /** The last try was worth it. */
  public void reset() {
    limit = first;
  }

  private Duration drawn(Duration within) {
    long nanos = within.toNanos();
    return Duration.ofNanos(random.nextLong(nanos / 4, nanos + 1));
  }
}
