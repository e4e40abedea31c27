package org.countersign.station.lanes;

import java.util.Optional;
import org.countersign.driver.Fault;

/**
 * What became of one card and its job.
 *
 * @param result for the counters
 * @param fault of the device, if that was it
 * @param problem for the operator; empty when all is well
 * @param onRecord whether the ledger has the card under its chip's number
 */
record CardOutcome(Result result, Optional<Fault> fault, String problem, boolean onRecord) {

  /** What became of the card. */
  enum Result {
    ISSUED("issued"),
    /** Still a blank. */
    BLANK("blank"),
    QUARANTINED("quarantined"),
    SPOILED("spoiled"),
    IN_DOUBT("inDoubt"),
    /** No card was touched: the job was cancelled, refused, or no card was there. */
    NONE("none");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static CardOutcome issued() {
    return new CardOutcome(Result.ISSUED, Optional.empty(), "", true);
  }

  static CardOutcome none(String problem) {
    return new CardOutcome(Result.NONE, Optional.empty(), problem, false);
  }
}
