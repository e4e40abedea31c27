package org.countersign.fleetsim.box;

import java.time.Duration;
import java.time.LocalTime;
import java.util.random.RandomGenerator;

/**
 * When people come: twice as many in the first hour and a half, half as many around noon, nobody
 * while the counter is closed. Times are milliseconds after the scenario's begin.
 */
public final class OpeningDay {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long RUSH = Duration.ofMinutes(90).toMillis();
  private static final long NOON = Duration.ofHours(12).toMillis();
  private static final long NOON_ENDS = Duration.ofMinutes(13 * 60 + 30).toMillis();

  private final long begins;
  private final long opens;
  private final long closes;

  /**
   * A day.
   *
   * @param begins time of day of moment 0
   */
  public OpeningDay(LocalTime begins, LocalTime opens, LocalTime closes) {
    this.begins = millis(begins);
    this.opens = millis(opens);
    this.closes = millis(closes);
  }

  private static long millis(LocalTime time) {
    return time.toNanoOfDay() / 1_000_000;
  }

  /** The next moment at which it is that time of day. */
  long next(long now, long millisOfDay) {
    long ofDay = (begins + now) % DAY;
    long ahead = millisOfDay - ofDay;
    return now + (ahead > 0 ? ahead : ahead + DAY);
  }

  /** The next opening. */
  long nextOpening(long now) {
    return next(now, opens);
  }

  /** Whether the counter is open. */
  boolean isOpen(long now) {
    long ofDay = (begins + now) % DAY;
    return ofDay >= opens && ofDay < closes;
  }

  /**
   * When the next person comes.
   *
   * @param perDay people on a day
   */
  long nextArrival(long now, double perDay, RandomGenerator random) {
    long from = isOpen(now) ? now : nextOpening(now);
    double usual = perDay / (closes - opens);
    long at = from + Math.max(1, (long) (random.nextExponential() / (usual * crowd(from))));
    return isOpen(at) ? at : nextOpening(at) + 1;
  }

  private double crowd(long now) {
    long ofDay = (begins + now) % DAY;
    if (ofDay - opens < RUSH) {
      return 2;
    }
    return ofDay >= NOON && ofDay < NOON_ENDS ? 0.5 : 1;
  }
}
