package org.countersign.centre.condition;

/** How much of a station's issuing is there. */
public enum Capacity {
  /** Cards are made, or could be. */
  FULL,
  /** Some devices make cards, some that should do not. */
  REDUCED,
  /** No card is made. */
  NONE,
  /** Nothing can be said, since nothing is heard. */
  UNKNOWN,
  /** It is not expected to make cards now, so none are missed. */
  AWAY
}
