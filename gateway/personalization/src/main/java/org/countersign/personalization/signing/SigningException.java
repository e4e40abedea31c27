package org.countersign.personalization.signing;

/** No signature could be made. The message says why and what to do, without personal data. */
public class SigningException extends Exception {

  private static final long serialVersionUID = 1L;

  public SigningException(String message) {
    super(message);
  }

  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
