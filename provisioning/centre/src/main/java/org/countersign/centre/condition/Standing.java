package org.countersign.centre.condition;

/** Whether a station is heard, beyond what its session says. */
public enum Standing {
  /** As its session says. */
  HEARD,
  /** Heard, and its clock is wrong. */
  CLOCK_WRONG,
  /** Nothing is heard that should be. */
  SILENT,
  /** The broker holds its session for too long without a word. */
  HUNG,
  /** Silent on purpose. */
  PLANNED,
  /** Silent for so long that nobody expects it any more. */
  DEAD;

  /** Whether it is not expected to make cards now. */
  public boolean isAway() {
    return this == PLANNED || this == DEAD;
  }

  /** Whether it is not heard, for whatever reason. */
  public boolean isSilent() {
    return this != HEARD && this != CLOCK_WRONG;
  }
}
