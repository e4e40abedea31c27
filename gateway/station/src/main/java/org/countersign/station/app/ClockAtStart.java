package org.countersign.station.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock that certificates are judged by. Until {@link #settle} it is never before a moment that
 * has certainly passed, nor so long after it that the station will not believe it: on a box whose
 * clock is wrong a good certificate is not valid yet, or no longer, which is no reason not to
 * start. After it, it is the clock as it is; whoever signs asks that one.
 */
final class ClockAtStart extends Clock {

  private final Clock clock;
  private volatile Instant passed = Instant.MIN;
  private volatile Instant end = Instant.MAX;

  ClockAtStart(Clock clock) {
    this.clock = clock;
  }

  /**
   * This moment has passed, as a record proves.
   *
   * @param moment the epoch if there is no record
   * @param longestOff so long after it the clock is believed
   */
  void passed(Instant moment, Duration longestOff) {
    passed = moment;
    end = moment.equals(Instant.EPOCH) ? Instant.MAX : moment.plus(longestOff);
  }

  /** The checks of the start are done. */
  void settle() {
    passed = Instant.MIN;
    end = Instant.MAX;
  }

  @Override
  public Instant instant() {
    Instant said = clock.instant();
    return said.isBefore(passed) || said.isAfter(end) ? passed : said;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return zone.equals(getZone()) ? this : clock.withZone(zone);
  }
}
