package org.countersign.trust.signer;

/** A job was signed before with other data, and a job is signed once. Asking again is in vain. */
public final class SignedOtherwise extends SignerException {

  private static final long serialVersionUID = 1L;

  SignedOtherwise(String message, Throwable cause) {
    super(message, cause);
  }
}
