package org.countersign.driver;

/** What is wrong, and who can mend it. */
public enum Fault {
  /** The device is busy, or another program holds it. */
  NOT_READY(Remedy.RETRY),
  CARD_MISSING(Remedy.OPERATOR),
  /** A card is there but its chip does not answer. */
  CARD_MUTE(Remedy.OPERATOR),
  CARD_JAM(Remedy.OPERATOR),
  /** The card was pulled or changed in the middle of the work. */
  CARD_TAKEN(Remedy.OPERATOR),
  SUPPLY_EMPTY(Remedy.OPERATOR),
  HARDWARE(Remedy.SERVICE),
  /** The line to the device, or a service in between, is broken. */
  COMMUNICATION(Remedy.RESET),
  TIMEOUT(Remedy.RESET),
  /** The caller asked to stop: interrupt or close. */
  CANCELLED(Remedy.RETRY),
  CONFIGURATION(Remedy.SERVICE),
  /** The driver broke its contract. */
  DRIVER_BUG(Remedy.SERVICE);

  private final Remedy remedy;

  Fault(Remedy remedy) {
    this.remedy = remedy;
  }

  /** Who can mend it. */
  public Remedy remedy() {
    return remedy;
  }

  /** Who can mend a fault. */
  public enum Remedy {
    /** Trying again later is enough. */
    RETRY,
    /** The gateway closes the device and opens it again. */
    RESET,
    /** A person at the counter. */
    OPERATOR,
    /** A technician. */
    SERVICE
  }
}
