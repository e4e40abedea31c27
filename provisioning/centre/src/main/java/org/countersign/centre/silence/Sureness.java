package org.countersign.centre.silence;

/** How sure a verdict is. */
public enum Sureness {
  /** Said by who knows it. */
  TOLD,
  /** The facts point there. */
  LIKELY,
  /** They do not contradict it. */
  OPEN
}
