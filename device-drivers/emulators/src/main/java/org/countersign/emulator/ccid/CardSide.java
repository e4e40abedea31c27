package org.countersign.emulator.ccid;

/** A powered card as it hears and answers a transmission protocol. */
interface CardSide {

  /**
   * What the card answers.
   *
   * @return empty if it is mute
   */
  byte[] exchange(byte[] sent);
}
