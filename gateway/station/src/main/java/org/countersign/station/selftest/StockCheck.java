package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.countersign.station.stock.Pace;

/** Whether there are blanks of each product, and serials to give them. */
public final class StockCheck implements Check {

  private final Set<String> products;
  private final Blanks blanks;
  private final LongSupplier serials;
  private final Supplier<Pace> pace;

  /**
   * Of the station's stock.
   *
   * @param products profile ids
   * @param serials not given yet
   * @param pace by which it is told whether serials run out; blanks have thresholds of their own
   */
  public StockCheck(
      Set<String> products, Blanks blanks, LongSupplier serials, Supplier<Pace> pace) {
    this.products = Set.copyOf(products);
    this.blanks = blanks;
    this.serials = serials;
    this.pace = pace;
  }

  @Override
  public Item item() {
    return Item.STOCK;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    long left = serials.getAsLong();
    if (left <= 0) {
      findings.add(Finding.bad(item(), "", "serials.ended"));
    } else if (pace.get().isLow(left)) {
      String days = pace.get().words(left);
      findings.add(Finding.warning(item(), "", "serials.low", left, days));
    } else {
      findings.add(Finding.good(item(), "", "serials.good", left));
    }
    Map<String, Blanks.Count> counts = blanks.counts();
    // Another product's blanks still make cards.
    Verdict empty =
        counts.size() == products.size() && counts.values().stream().allMatch(c -> c.blank() <= 0)
            ? Verdict.BAD
            : Verdict.WARNING;
    for (String product : new TreeSet<>(products)) {
      Blanks.Count count = counts.get(product);
      if (count == null) {
        findings.add(Finding.good(item(), product, "blanks.uncounted"));
      } else if (count.blank() <= 0) {
        findings.add(Finding.of(item(), product, empty, "blanks.empty"));
      } else if (count.blank() <= count.low()) {
        findings.add(Finding.warning(item(), product, "blanks.low", count.blank()));
      } else {
        findings.add(Finding.good(item(), product, "blanks.good", count.blank()));
      }
    }
    return findings;
  }
}
