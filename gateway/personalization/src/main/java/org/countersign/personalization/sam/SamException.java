package org.countersign.personalization.sam;

/** A secure access module refuses. The message says what and what to do; it holds no key. */
public final class SamException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What it refuses for. */
  public enum Reason {
    /** It is none, or of a version that is not known here. */
    OTHER_CARD,
    /** It does not have the station's pairing keys. */
    PAIRING,
    /** No card is left. */
    EMPTY,
    /** The slot holds no key. */
    NO_KEY,
    /** What was sent is not the authority's, or not the next one. */
    NOT_AUTHORIZED,
    /** Anything else. */
    REFUSED
  }

  private final Reason reason;

  public SamException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What it refuses for. */
  public Reason reason() {
    return reason;
  }
}
