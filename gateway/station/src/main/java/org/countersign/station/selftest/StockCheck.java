package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Whether there are blanks of each product, and serials to give them. */
public final class StockCheck implements Check {

  private final Set<String> products;
  private final Blanks blanks;
  private final LongSupplier serials;
  private final long day;

  /**
   * Of the station's stock.
   *
   * @param products profile ids
   * @param serials not given yet
   * @param day cards of a busy day; fewer left are too few
   */
  public StockCheck(Set<String> products, Blanks blanks, LongSupplier serials, long day) {
    this.products = Set.copyOf(products);
    this.blanks = blanks;
    this.serials = serials;
    this.day = day;
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
    } else if (left < day) {
      findings.add(Finding.warning(item(), "", "serials.low", left));
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
