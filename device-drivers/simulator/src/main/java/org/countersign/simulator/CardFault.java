package org.countersign.simulator;

/**
 * Something that goes wrong with a card. Commands are counted from 1 over the card's whole stay at
 * one chip station, resets included.
 */
public sealed interface CardFault {

  /**
   * The card leaves in the middle of a command.
   *
   * @param at the command
   * @param pages EEPROM pages that the command still programs; if it needs no more it comes to its
   *     end, and only the response is lost
   */
  record Pull(int at, int pages) implements CardFault {}

  /**
   * The card answers a status word and does not run the command.
   *
   * @param at the command
   * @param statusWord SW1 SW2
   */
  record WrongStatus(int at, int statusWord) implements CardFault {}

  /**
   * The card runs the command, but its response never arrives.
   *
   * @param at the command
   */
  record AnswerLost(int at) implements CardFault {}

  /**
   * The chip says nothing any more.
   *
   * @param at first command without an answer; 0 if it does not even answer to reset
   */
  record Mute(int at) implements CardFault {}

  /**
   * Another blank lies in the card's place from this command on.
   *
   * @param at the command
   * @param noticed whether the reader sees the change; if not, the other card is powered up and
   *     runs the command, as readers do that power up by themselves
   */
  record Swap(int at, boolean noticed) implements CardFault {}

  /** The card does not arrive at the chip station. */
  record Jam() implements CardFault {}

  /** The card is somebody else's. */
  record Foreign() implements CardFault {}

  /** The card is no blank: another issuer has finished it. */
  record Issued() implements CardFault {}

  /** The card has other transport keys. */
  record WrongKeys() implements CardFault {}

  /** The command that it strikes; 0 if it is there from the start. */
  default int at() {
    return 0;
  }
}
