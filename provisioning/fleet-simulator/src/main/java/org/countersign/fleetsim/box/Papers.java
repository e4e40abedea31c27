package org.countersign.fleetsim.box;

import java.time.Duration;
import java.util.SplittableRandom;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;

/**
 * What a station works with for a limited time: its certificates and its grant. None ends but by a
 * fault. Times are those in messages, milliseconds since 1970-01-01T00:00:00Z. One thread.
 */
final class Papers {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long YEAR = 365 * DAY;

  /** Longer than any scenario lasts. */
  private static final int SOONEST_DAYS = 400;

  private static final int LATEST_DAYS = 700;
  private static final long SERIALS = 1_000_000;

  private long link;
  private long signer;
  private final long grant;
  private boolean spent;

  /** Papers that were made out some time ago. */
  Papers(long now, SplittableRandom random) {
    link = now + DAY * random.nextInt(SOONEST_DAYS, LATEST_DAYS);
    signer = now + DAY * random.nextInt(SOONEST_DAYS, LATEST_DAYS);
    // Not at the minute at which the run begins, or days would step down in its first report.
    grant = now + DAY / 4 + DAY * random.nextInt(SOONEST_DAYS, LATEST_DAYS);
  }

  /** A certificate has its end when it is made out, long before it comes. */
  void foresee(Cause cause, long end) {
    if (cause == Cause.CERTIFICATE_ENDED) {
      signer = Math.min(signer, end);
    } else if (cause == Cause.LINK_CERTIFICATE_ENDED) {
      link = Math.min(link, end);
    }
  }

  void begin(Fault fault) {
    spent |= fault.cause() == Cause.GRANT_EMPTY;
  }

  /** What had ended is there anew. */
  void end(Fault fault, long now) {
    switch (fault.cause()) {
      case GRANT_EMPTY -> spent = false;
      case CERTIFICATE_ENDED -> signer = now + YEAR;
      case LINK_CERTIFICATE_ENDED -> link = now + YEAR;
      default -> {} // None of these.
    }
  }

  private long serials(long used) {
    return spent ? 0 : Math.max(0, SERIALS - used);
  }

  /**
   * Tells all of it.
   *
   * @param used serials
   * @param perDay cards on a day
   * @param now milliseconds since 1970-01-01T00:00:00Z
   */
  void tell(Sheet sheet, long used, double perDay, long now) {
    double ofSerials = Forecast.days(serials(used), perDay);
    sheet
        .put(StationVocabulary.LINK_ENDS, link)
        .put(StationVocabulary.SIGNER_ENDS, signer)
        .put(StationVocabulary.GRANT_ENDS, grant)
        .put(StationVocabulary.GRANT_SERIALS, serials(used))
        .put(StationVocabulary.SERIAL_DAYS, true, ofSerials)
        .put(StationVocabulary.GRANT_DAYS, true, Math.min(ofSerials, Forecast.until(grant, now)));
  }
}
