package org.countersign.emulator.pn532;

/** What the chip, or the line to it, does wrong with one command. */
public enum Habit {
  /** The command never arrives. */
  DEAF,
  /** The command is run and answered without having been acknowledged. */
  LOSES_ACKNOWLEDGEMENT,
  /** The command is acknowledged and run, its answer never arrives. */
  LOSES_ANSWER,
  /** The command is run, and nothing arrives. */
  LOSES_BOTH,
  /** One bit of the answer's data is turned. */
  DAMAGES_ANSWER,
  /** One bit of the answer's length is turned. */
  DAMAGES_HEADER,
  /** The answer ends in the middle. */
  CUTS_ANSWER,
  /** Noise comes before the acknowledgement. */
  BABBLES,
  /** Noise comes between the acknowledgement and the answer. */
  BABBLES_BEFORE_ANSWER,
  /** The answer comes twice. */
  STUTTERS,
  /** Every byte comes by itself. */
  SPLITS,
  /** The command is acknowledged and called unreadable. */
  CALLS_IT_UNREADABLE,
  /** From now on nothing is heard of it until it is plugged in again. */
  FALLS_SILENT
}
