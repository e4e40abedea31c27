package org.countersign.station.selftest;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.station.stock.Pace;

/** How long the authority's leave to issue will last. */
public final class GrantCheck implements Check {

  private final Grant grant;
  private final Clock clock;
  private final Supplier<Pace> pace;

  /**
   * Of the station's grant.
   *
   * @param pace by which it is told whether it runs out
   */
  public GrantCheck(Grant grant, Clock clock, Supplier<Pace> pace) {
    this.grant = grant;
    this.clock = clock;
    this.pace = pace;
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
    Pace now = pace.get();
    boolean soon = Pace.isSoon(Duration.between(clock.instant(), left.until()));
    String days = now.words(left.cards());
    return soon || now.isLow(left.cards())
        ? List.of(Finding.warning(item(), "", "grant.low", left.cards(), until, days))
        : List.of(Finding.good(item(), "", "grant.good", left.cards(), until));
  }
}
