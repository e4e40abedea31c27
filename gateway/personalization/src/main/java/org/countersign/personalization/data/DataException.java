package org.countersign.personalization.data;

/** Something cannot be put into the form that a card wants. The message never holds the value. */
public final class DataException extends Exception {

  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }
}
