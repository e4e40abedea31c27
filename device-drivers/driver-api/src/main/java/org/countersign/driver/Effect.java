package org.countersign.driver;

/** Whether the thing that was asked for has happened although the call failed. */
public enum Effect {
  /** It has surely not happened; asking again is harmless. */
  NONE,
  /** It has happened. */
  DONE,
  /** It may have happened; nothing is repeated until the card has been read. */
  UNKNOWN
}
