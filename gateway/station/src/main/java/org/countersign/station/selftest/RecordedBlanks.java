package org.countersign.station.selftest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Supply;

/**
 * Blanks as the ledger's batches account for them. Where no card is taken without a batch the
 * record decides; elsewhere a feeder's own count goes before it, and a record that has come to its
 * end stops nobody.
 */
public final class RecordedBlanks implements Blanks {

  private final Supplier<Account> account;
  private final boolean required;
  private final Blanks feeders;

  /**
   * Over the station's stock.
   *
   * @param required whether a card is taken only from a batch that is open
   */
  public RecordedBlanks(Supplier<Account> account, boolean required, Blanks feeders) {
    this.account = account;
    this.required = required;
    this.feeders = feeders;
  }

  @Override
  public Map<String, Count> counts() {
    Map<String, Count> counts = new HashMap<>(feeders.counts());
    for (Supply supply : account.get().supplies()) {
      Count recorded = new Count(supply.blank(), supply.threshold());
      Optional<Count> counted = Optional.ofNullable(counts.get(supply.product()));
      if (required) {
        counts.put(
            supply.product(), counted.filter(c -> c.blank() < supply.blank()).orElse(recorded));
      } else if (counted.isEmpty() && supply.blank() > 0) {
        counts.put(supply.product(), recorded);
      }
    }
    return counts;
  }
}
