package org.countersign.station.stock;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The one rule for what runs out: it is low when at the station's own pace it lasts for less than a
 * working week. So a village post is not told to order at a hundred cards, and a hall of counters
 * is told early enough.
 *
 * @param cardsADay cards begun on a working day, the mean of the last ones, never below {@link
 *     #LEAST}
 */
public record Pace(double cardsADay) {

  /** A quiet station may have a busy week, and a new one has no pace yet: low below 20 cards. */
  public static final double LEAST = 4;

  /** What the centre needs to send more. */
  public static final int WORKING_DAYS = 5;

  /** The same on the calendar, for what ends at a date. */
  public static final Duration WEEK = Duration.ofDays(7);

  /** Of a station that has begun nothing yet. */
  public static final Pace SLOWEST = new Pace(LEAST);

  public Pace {
    cardsADay = Math.max(LEAST, cardsADay);
  }

  /**
   * Of days on which cards were begun.
   *
   * @param cards begun on each of them; a day without any is no working day and is left out
   */
  public static Pace of(List<Long> cards) {
    return new Pace(cards.stream().mapToLong(Long::longValue).average().orElse(LEAST));
  }

  /** Working days that so many cards last; the last one counts as far as it goes. */
  public double days(long cards) {
    return Math.max(0, cards) / cardsADay;
  }

  /** The same in words, rounded down to a tenth. */
  public String words(long cards) {
    return String.format(Locale.ROOT, "%.1f", Math.floor(days(cards) * 10) / 10);
  }

  /** Whether more should be ordered now. */
  public boolean isLow(long cards) {
    return days(cards) < WORKING_DAYS;
  }

  /** Whether what ends after this time should be renewed now. */
  public static boolean isSoon(Duration left) {
    return left.compareTo(WEEK) < 0;
  }
}
