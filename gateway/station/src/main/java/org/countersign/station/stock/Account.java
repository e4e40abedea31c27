package org.countersign.station.stock;

import java.util.List;

/**
 * The stock as it is on record at one moment.
 *
 * @param batches by the time of their receipt; what belongs to no batch is last
 * @param supplies blanks by product
 * @param discrepancies what a person should look into
 * @param shift number of the open shift; 0 if none is
 */
public record Account(
    List<Batch> batches, List<Supply> supplies, List<Discrepancy> discrepancies, long shift) {

  /** Nothing was ever received, and no card drawn. */
  public static final Account NONE = new Account(List.of(), List.of(), List.of(), 0);

  public Account {
    batches = List.copyOf(batches);
    supplies = List.copyOf(supplies);
    discrepancies = List.copyOf(discrepancies);
  }

  /** Cards that all batches account for. */
  public long received() {
    return batches.stream().mapToLong(Batch::received).sum();
  }

  /** Cards in a state. */
  public long count(CardState state) {
    return Batch.sum(batches, state);
  }
}
