package org.countersign.station.selftest;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** How long the authority's leave to issue will last. */
public final class GrantCheck implements Check {

  /** Cards of a busy day: who has fewer left orders more. */
  public static final long BUSY_DAY = 100;

  private static final Duration SOON = Duration.ofDays(7);

  private final Grant grant;
  private final Clock clock;
  private final long day;

  /**
   * Of the station's grant.
   *
   * @param day cards of a busy day; fewer left are too few
   */
  public GrantCheck(Grant grant, Clock clock, long day) {
    this.grant = grant;
    this.clock = clock;
    this.day = day;
  }

  @Override
  public Item item() {
    return Item.GRANT;
  }

  @Override
  public List<Finding> look() {
    Optional<Grant.Left> found = grant.left();
    if (found.isEmpty()) {
      return List.of(Finding.good(item(), "", "grant.none"));
    }
    Grant.Left left = found.get();
    if (left.equals(Grant.Left.MISSING)) {
      return List.of(Finding.bad(item(), "", "grant.missing"));
    }
    String until = left.until().truncatedTo(ChronoUnit.SECONDS).toString();
    if (left.cards() <= 0 || !clock.instant().isBefore(left.until())) {
      return List.of(Finding.bad(item(), "", "grant.ended", left.cards(), until));
    }
    if (left.objection().isPresent()) {
      return List.of(Finding.bad(item(), "", "grant.refused", left.objection().get()));
    }
    boolean soon = Duration.between(clock.instant(), left.until()).compareTo(SOON) < 0;
    return soon || left.cards() < day
        ? List.of(Finding.warning(item(), "", "grant.low", left.cards(), until))
        : List.of(Finding.good(item(), "", "grant.good", left.cards(), until));
  }
}
