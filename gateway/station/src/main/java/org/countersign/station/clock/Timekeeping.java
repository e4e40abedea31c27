package org.countersign.station.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.countersign.station.clock.Judgement.Ahead;
import org.countersign.station.clock.Judgement.Behind;
import org.countersign.station.clock.Judgement.Believed;
import org.countersign.station.clock.Judgement.Since;
import org.jspecify.annotations.Nullable;

/**
 * Judges the wall clock by the monotonic one, which nobody can set, and by the records. Two
 * readings and a comparison, so that it is asked before every record. Any thread.
 */
public final class Timekeeping {

  /**
   * So far the clock may be ahead of the monotonic one without a word of the time service: more
   * than is set by a hand that looks at a watch, less than moves a date by much.
   */
  public static final Duration FURTHEST = Duration.ofMinutes(10);

  /** What a time service corrects without being asked. */
  private static final long TOLERANCE_MILLIS = 2_000;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final long furthest;
  private final long longestOff;

  /** The first moment of this run at which the clock was believed, or the last confirmed one. */
  private volatile @Nullable Mark mark;

  private Timekeeping(Clock clock, LongSupplier nanoTime, long furthest, long longestOff) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.furthest = furthest;
    this.longestOff = longestOff;
  }

  /**
   * Judges from now on.
   *
   * @param nanoTime monotonic, nanoseconds
   * @param longestOff so far the clock may be ahead of the newest record at the start
   */
  public static Timekeeping of(Clock clock, LongSupplier nanoTime, Duration longestOff) {
    return new Timekeeping(clock, nanoTime, FURTHEST.toMillis(), longestOff.toMillis());
  }

  /** Believes every clock that is not behind the records: for ledgers that no station writes. */
  public static Timekeeping trusting(Clock clock) {
    return new Timekeeping(clock, () -> 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The wall clock. */
  public Clock clock() {
    return clock;
  }

  /** Whether the clock is believed now. */
  public Judgement judge(ProvenTime proven) {
    long now = clock.millis();
    long nanos = nanoTime.getAsLong();
    Instant said = Instant.ofEpochMilli(now);
    if (now + TOLERANCE_MILLIS < proven.newest()) {
      return new Behind(said, Instant.ofEpochMilli(proven.newest()));
    }
    Mark last = newer(proven.confirmed(), mark);
    if (last != null) {
      long ahead = now - last.expected(nanos);
      return ahead > furthest
          ? new Ahead(said, Duration.ofMillis(ahead), Since.START)
          : new Believed(said);
    }
    return atStart(proven, now, nanos, said);
  }

  private Judgement atStart(ProvenTime proven, long now, long nanos, Instant said) {
    long gap = now - proven.newest();
    if (proven.isDoubted() && now >= proven.doubtedAt()) {
      return new Ahead(said, Duration.ofMillis(gap), Since.RUN_BEFORE);
    }
    if (proven.newest() > 0 && gap > longestOff) {
      return new Ahead(said, Duration.ofMillis(gap), Since.NEWEST_RECORD);
    }
    mark = new Mark(now, nanos);
    return new Believed(said);
  }

  private static @Nullable Mark newer(@Nullable Mark one, @Nullable Mark other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }

  /** Both clocks now, for somebody who vouches for them. */
  public Mark now() {
    return new Mark(clock.millis(), nanoTime.getAsLong());
  }

  /** A time service vouches for what the clock said at a moment. */
  public void synchronised(Mark moment) {
    mark = moment;
  }
}
