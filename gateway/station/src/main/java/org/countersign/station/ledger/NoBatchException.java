package org.countersign.station.ledger;

import java.util.Optional;

/** A blank was about to be taken while no batch with blanks is open; nothing was done to it. */
public final class NoBatchException extends LedgerException {

  private static final long serialVersionUID = 1L;

  NoBatchException(String product, Optional<String> empty) {
    super(
        empty
                .map(batch -> "batch " + batch + " of " + product + " has no blank left on record")
                .orElse("no batch of " + product + " is open")
            + ", and the station takes no card without one ([stock] require-batch): open the batch"
            + " with 'countersign stock open BATCH'");
  }
}
