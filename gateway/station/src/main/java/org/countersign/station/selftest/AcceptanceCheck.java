package org.countersign.station.selftest;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.station.ledger.StationAcceptances.Newest;
import org.countersign.station.ledger.StationAcceptances.Recorded;

/**
 * Whether two persons have found the station good, when, and by which report. It stops no card: a
 * pilot may do without, so there it is a note that nobody has.
 */
public final class AcceptanceCheck implements Check {

  private final boolean production;
  private final Supplier<Optional<Newest>> newest;

  /**
   * Of a station.
   *
   * @param production whether the configuration says so
   * @param newest how it was found last
   */
  public AcceptanceCheck(boolean production, Supplier<Optional<Newest>> newest) {
    this.production = production;
    this.newest = newest;
  }

  @Override
  public Item item() {
    return Item.ACCEPTANCE;
  }

  @Override
  public List<Finding> look() {
    Verdict missing = production ? Verdict.WARNING : Verdict.NOTE;
    Optional<Newest> found = newest.get();
    if (found.isEmpty()) {
      return List.of(Finding.of(item(), "", missing, "acceptance.none"));
    }
    Recorded recorded = found.get().recorded();
    String at = recorded.at().truncatedTo(ChronoUnit.SECONDS).toString();
    String report = recorded.result().report();
    if (found.get().isExpired()) {
      return List.of(Finding.of(item(), "", missing, "acceptance.expired", at, report));
    }
    // Good, and told all the same: who opens the counter wants to know by what.
    return List.of(
        recorded.result().accepted()
            ? Finding.of(item(), "", Verdict.NOTE, "acceptance.good", at, report)
            : Finding.warning(
                item(), "", "acceptance.refused", at, report, recorded.result().reason()));
  }
}
