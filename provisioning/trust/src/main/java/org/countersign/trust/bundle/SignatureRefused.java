package org.countersign.trust.bundle;

/** A file is not signed as it must be. The message names the file's reason and what to do. */
public final class SignatureRefused extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no signature. */
    UNSIGNED,
    /** It is no CMS signature, or not of the form that is taken. */
    UNREADABLE,
    /** The content is not what was signed, or the signature is not by the certificate's key. */
    ALTERED,
    /** Signed, but by nobody who is pinned for this purpose. */
    WRONG_SIGNER,
    /** By the right signer, whose certificate is not, not yet or no longer valid. */
    EXPIRED
  }

  private final Reason reason;

  public SignatureRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
