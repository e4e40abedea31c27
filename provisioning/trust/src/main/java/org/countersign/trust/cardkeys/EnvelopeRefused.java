package org.countersign.trust.cardkeys;

/** An envelope of card keys is not opened. The message says why and what to do. */
public final class EnvelopeRefused extends Exception {

  private static final long serialVersionUID = 1L;

  public EnvelopeRefused(String message) {
    super(message);
  }

  public EnvelopeRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
