package org.countersign.station.app;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock that certificates are judged by. Until {@link #settle} it is never before a moment that
 * has certainly passed: on a box whose battery is empty a good certificate is not valid yet, which
 * is no reason not to start. After it, it is the clock as it is; whoever signs asks that one.
 */
final class ClockAtStart extends Clock {

  private final Clock clock;
  private volatile Instant passed = Instant.MIN;

  ClockAtStart(Clock clock) {
    this.clock = clock;
  }

  /** This moment has passed, as a record proves. */
  void notBefore(Instant moment) {
    passed = moment;
  }

  /** The checks of the start are done. */
  void settle() {
    passed = Instant.MIN;
  }

  @Override
  public Instant instant() {
    Instant said = clock.instant();
    return said.isBefore(passed) ? passed : said;
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
