package org.countersign.station.ledger;

import java.util.Locale;

/** The chip at hand is on record already and is no blank; nothing was done to it. */
public final class KnownCardException extends LedgerException {

  private static final long serialVersionUID = 1L;

  /** With the state on record, as the ledger has it. */
  public static KnownCardException of(String state) {
    return new KnownCardException(state.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** With the state on record, in words. */
  public KnownCardException(String state) {
    super(
        "this card is on record as "
            + state
            + ", not as a blank: take it out and put it where cards of that state are kept");
  }
}
