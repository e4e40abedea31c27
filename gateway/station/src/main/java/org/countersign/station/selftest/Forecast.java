package org.countersign.station.selftest;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.countersign.station.stock.Pace;

/** How many days of work everything lasts that runs out, by the same counts as the self-test. */
public final class Forecast {

  private static final double HOURS_A_DAY = 24;
  private static final double SECONDS_AN_HOUR = 3_600;

  private final Set<String> products;
  private final Blanks blanks;
  private final LongSupplier serials;
  private final Grant grant;
  private final DiskCheck disk;
  private final Optional<Supplier<Optional<Long>>> sam;
  private final Supplier<Pace> pace;
  private final Clock clock;

  /**
   * Over the station's parts.
   *
   * @param products profile ids
   * @param serials not given yet
   * @param sam cards that it will still derive keys for; empty for a station without one
   */
  public Forecast(
      Set<String> products,
      Blanks blanks,
      LongSupplier serials,
      Grant grant,
      DiskCheck disk,
      Optional<Supplier<Optional<Long>>> sam,
      Supplier<Pace> pace,
      Clock clock) {
    this.products = Set.copyOf(products);
    this.blanks = blanks;
    this.serials = serials;
    this.grant = grant;
    this.disk = disk;
    this.sam = sam;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * Days of work by what runs out: {@code blanks}, {@code serials}, {@code disk}, and where there
   * is one {@code grant}, {@code sam}. No number where nobody counts. May wait for the ledger.
   */
  public Map<String, OptionalDouble> days() {
    Pace now = pace.get();
    Map<String, OptionalDouble> days = new TreeMap<>();
    days.put("serials", OptionalDouble.of(now.days(serials.getAsLong())));
    days.put("disk", OptionalDouble.of(now.days(disk.cards())));
    days.put("blanks", blanks(now));
    grant.left().ifPresent(left -> days.put("grant", OptionalDouble.of(grant(left, now))));
    sam.ifPresent(left -> days.put("sam", sam(left.get(), now)));
    return days;
  }

  private OptionalDouble blanks(Pace now) {
    Map<String, Blanks.Count> counts = blanks.counts();
    return counts.keySet().containsAll(products)
        ? OptionalDouble.of(now.days(counts.values().stream().mapToLong(Blanks.Count::blank).sum()))
        : OptionalDouble.empty();
  }

  /** It ends with its cards or at its date, whichever is first. */
  private double grant(Grant.Left left, Pace now) {
    double seconds = Duration.between(clock.instant(), left.until()).toSeconds();
    return Math.max(0, Math.min(now.days(left.cards()), seconds / SECONDS_AN_HOUR / HOURS_A_DAY));
  }

  private static OptionalDouble sam(Optional<Long> left, Pace now) {
    return left.map(cards -> OptionalDouble.of(now.days(cards))).orElseGet(OptionalDouble::empty);
  }
}
