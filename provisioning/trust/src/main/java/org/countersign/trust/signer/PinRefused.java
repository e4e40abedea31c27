package org.countersign.trust.signer;

/** A token refused the PIN. It is not tried again by itself: a few tries lock the token. */
public final class PinRefused extends SignerException {

  private static final long serialVersionUID = 1L;

  PinRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
