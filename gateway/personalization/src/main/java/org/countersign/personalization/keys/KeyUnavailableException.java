package org.countersign.personalization.keys;

/** There is no such key here. The message names it and says where it is looked for. */
public final class KeyUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  public KeyUnavailableException(String message) {
    super(message);
  }
}
