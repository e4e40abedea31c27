package org.countersign.station.cuts;

/** Where the power may fail. */
enum Point {
  /** All is written, nothing committed. */
  BEFORE_COMMIT,
  /** The commit returned; nobody was told. */
  AFTER_COMMIT,
  /** A command is on its way to a chip. */
  BEFORE_APDU,
  /** The chip has answered; nobody has heard it. */
  AFTER_APDU,
  /** The anchor beside the ledger is being replaced. */
  ANCHORING,
  BEFORE_SIGNATURE,
  AFTER_SIGNATURE,
  /** The application software withdraws an application. */
  BEFORE_WITHDRAWAL,
  /** A report is to be sent. */
  BEFORE_PUBLISH,
  /** The centre has it; its word did not arrive. */
  AFTER_PUBLISH;

  boolean isApdu() {
    return this == BEFORE_APDU || this == AFTER_APDU;
  }
}
