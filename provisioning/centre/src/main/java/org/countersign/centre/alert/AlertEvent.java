package org.countersign.centre.alert;

/** What is told of an alert. */
public sealed interface AlertEvent {

  /** The alert as it is now. */
  Alert alert();

  /** A cause is at work. */
  record Opened(Alert alert) implements AlertEvent {}

  /** Why its stations are silent is known better, or is another reason. */
  record Explained(Alert alert) implements AlertEvent {}

  /** Nobody has taken it up. */
  record Escalated(Alert alert) implements AlertEvent {}

  /**
   * It is over, or part of a larger one.
   *
   * @param absorbedBy number of the larger one; 0 if it is over
   */
  record Closed(Alert alert, long absorbedBy) implements AlertEvent {}
}
