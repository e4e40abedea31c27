package org.countersign.trust.signer;

/**
 * A key could not be opened, or did not sign. The message names file, token or certificate, what
 * came instead and what to do; never a password or PIN.
 */
public class SignerException extends Exception {

  private static final long serialVersionUID = 1L;

  public SignerException(String message) {
    super(message);
  }

  public SignerException(String message, Throwable cause) {
    super(message, cause);
  }
}
