package org.countersign.tck;

/**
 * What a hand, a robot or an emulator does at a bench. All are done when the call returns, as far
 * as the device can know it.
 */
public enum Deed {
  /** Puts the kit card into the chip station (contact or antenna). */
  INSERT_CARD("put a card in"),
  /** Takes the card out of the chip station; nothing happens if none is there. */
  REMOVE_CARD("take the card out"),
  /** Makes the chip of the card mute until {@link #UNMUTE_CARD}. */
  MUTE_CARD("make the chip mute"),
  UNMUTE_CARD("make the chip answer again"),
  /** Makes the next card that is fed jam, and clears the way after it. */
  JAM_NEXT_CARD("make a card jam"),
  /** Takes all blanks out of the hopper. */
  EMPTY_HOPPER("empty the hopper"),
  FILL_HOPPER("fill the hopper"),
  EMPTY_RIBBON("take the ribbon out"),
  FILL_RIBBON("put a ribbon in"),
  /** Pulls the device's plug. */
  UNPLUG("pull the device's plug"),
  REPLUG("plug the device in");

  private final String words;

  Deed(String words) {
    this.words = words;
  }

  /** For the sentence "the bench cannot …". */
  public String words() {
    return words;
  }
}
