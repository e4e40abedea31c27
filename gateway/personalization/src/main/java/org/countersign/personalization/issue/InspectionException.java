package org.countersign.personalization.issue;

/**
 * A card could not be read to the end: it does not open, or answers otherwise than its profile
 * says. The message says what was tried, what came instead and what to do, without personal data.
 */
public final class InspectionException extends Exception {

  private static final long serialVersionUID = 1L;

  public InspectionException(String message) {
    super(message);
  }

  public InspectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
