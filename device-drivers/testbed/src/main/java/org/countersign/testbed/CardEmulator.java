package org.countersign.testbed;

/** A card in software. Called by one thread at a time, the {@link VpcdClient}'s own. */
public interface CardEmulator {

  /** What the reader does with the card's supply. */
  enum Power {
    OFF,
    ON,
    /** Warm reset: state is lost, the supply stays. */
    RESET
  }

  /**
   * Answer to reset (ISO 7816-3, clause 8), 2 to 33 bytes. Asked for at every poll: answer fast.
   */
  byte[] atr();

  /**
   * Executes a command APDU.
   *
   * @param command 4 to 65,535 bytes
   * @return response APDU with its status word, at most 65,535 bytes
   */
  byte[] transmit(byte[] command);

  /** Takes or loses power. Pulling the card, and a dying pcscd, are {@link Power#OFF} too. */
  void power(Power power);
}
