package org.countersign.station.lanes;

import org.countersign.station.ledger.Ledger;

/** Where a job's serial comes from. Any thread but an event loop. */
@FunctionalInterface
public interface SerialSource {

  /**
   * Gives a job its serial; the one it has if it has one. It is on the disk when this returns.
   *
   * @throws org.countersign.station.ledger.LedgerException if there is none to give; the message
   *     says why
   */
  Ledger.Reservation reserve(String job);
}
