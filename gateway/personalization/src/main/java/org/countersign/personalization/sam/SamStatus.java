package org.countersign.personalization.sam;

import org.countersign.apdu.Bytes;

/**
 * What a secure access module says of itself, in clear.
 *
 * @param number its own, 8 bytes
 * @param left cards that it will still derive keys for, beside those that it remembers
 * @param topUps number of the last top-up that it took
 * @param slots which key slots are in use: bit 0 is slot 1
 */
public record SamStatus(Bytes number, long left, int topUps, int slots) {

  private static final int SIZE = 15;

  /**
   * Reads number (8), cards left (4), top-ups (2), slots (1).
   *
   * @throws SamException if it is anything else
   */
  static SamStatus read(Bytes answer) throws SamException {
    if (answer.size() != SIZE) {
      throw new SamException(
          SamException.Reason.OTHER_CARD,
          "the SAM's status has " + answer.size() + " bytes; 15: is it another version's?");
    }
    return new SamStatus(
        answer.slice(0, 8),
        Long.parseLong(answer.slice(8, 12).toHex(), 16),
        Integer.parseInt(answer.slice(12, 14).toHex(), 16),
        Integer.parseInt(answer.slice(14, 15).toHex(), 16));
  }

  /** Whether a slot holds a master key. */
  public boolean holds(int slot) {
    return (slots >> (slot - 1) & 1) != 0;
  }
}
