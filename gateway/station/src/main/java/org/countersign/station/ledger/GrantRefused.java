package org.countersign.station.ledger;

/** A grant was not taken, and nothing has changed. The message says why and what to do. */
public final class GrantRefused extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Not signed, or not as it was signed. */
    ALTERED,
    /** Signed by nobody who may, or whose time is over. */
    WRONG_SIGNER,
    /** It cannot be read. */
    UNREADABLE,
    /** For another station. */
    FOREIGN,
    /** Of an epoch that is over, or of one that this ledger may not go on in. */
    EPOCH,
    /** Not newer than the one that is there, or not its successor. */
    OLDER,
    /** The authority knows a ledger that this one is not. */
    OTHER_LEDGER,
    /** The clock is behind what was recorded. */
    CLOCK,
    /** Its time has not come. */
    NOT_YET,
    /** Its time is over. */
    EXPIRED,
    /** It leaves nothing to issue. */
    EMPTY,
    /** It names a product that this station makes otherwise, or serials that do not fit it. */
    PROFILE,
    /** The station issues without grants. */
    NOT_REQUIRED
  }

  private final Reason reason;

  /** With a reason and words for it. */
  public GrantRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
