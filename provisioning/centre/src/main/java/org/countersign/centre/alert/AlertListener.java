package org.countersign.centre.alert;

/** Is told of alerts, on the thread {@code alerts}; must not wait. */
public interface AlertListener {

  /** What a person or the passing of time made of it. */
  enum Change {
    OPENED,
    EXPLAINED,
    ESCALATED,
    CLOSED,
    ACKNOWLEDGED,
    SILENCED
  }

  /** An alert is another one than before. */
  void changed(Change change, Alert alert);
}
