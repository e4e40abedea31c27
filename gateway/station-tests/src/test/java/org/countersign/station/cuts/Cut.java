package org.countersign.station.cuts;

/**
 * One cut.
 *
 * @param step the number of the point, from 1
 * @param pages at a command on its way, EEPROM pages that the chip programs before its power is
 *     gone; {@link #UNHEARD} if it never sees the command
 */
record Cut(long step, What what, int pages) {

  static final int UNHEARD = -1;

  /** What is cut. */
  enum What {
    /** The box, and with it the chips in its readers, which stay where they are. */
    BOX,
    /** The card, by pulling it; the box goes on. */
    CARD,
    /** The box, and the card is taken out before it comes back. */
    BOTH,
    /** The line: the chip keeps its power, but nobody hears it this once. */
    ANSWER;

    boolean takesBox() {
      return this == BOX || this == BOTH;
    }
  }

  @Override
  public String toString() {
    return step + ":" + what + (pages == UNHEARD ? "" : ":" + pages);
  }
}
