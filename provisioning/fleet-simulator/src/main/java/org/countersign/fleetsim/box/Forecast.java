package org.countersign.fleetsim.box;

import java.time.Duration;

/** Days of work until something runs out, by the rule of a station: what is left over a day's. */
final class Forecast {

  /** A station that is quiet may have a busy week. */
  private static final double LEAST_A_DAY = 4;

  /** Bytes of the disk that are free at first, and that a card takes. */
  private static final long FREE = 40L << 30;

  private static final long OF_A_CARD = 48 << 10;

  private static final long DAY = Duration.ofDays(1).toMillis();

  private Forecast() {}

  /** In steps of half a day, so that it is not told with every card. */
  static double days(long left, double perDay) {
    return Math.floor(2 * left / Math.max(LEAST_A_DAY, perDay)) / 2;
  }

  /** Days until a moment; 0 after it. */
  static double until(long end, long now) {
    return Math.max(0, Math.floor(2.0 * (end - now) / DAY) / 2);
  }

  /** Days until the disk is full. */
  static double ofDisk(long cards, double perDay) {
    return days(Math.max(0, FREE / OF_A_CARD - cards), perDay);
  }
}
