package org.countersign.ccid;

/** What a reader may send, framing taken off. */
sealed interface Received {

  /** A CCID message: an answer, or the echo of a command. */
  record Message(CcidMessage message) implements Received {}

  /**
   * A card came or went; where the framing has no check for it, a hint only.
   *
   * @param states bmSlotICCState (CCID 6.3.1): two bits a slot, the lower "present", the upper
   *     "changed"
   */
  record SlotChange(int states) implements Received {}

  /** The reader is at work and will answer later. */
  record MoreTime() implements Received {}

  /** The reader has got the command whole and begins to work on it. */
  record Taken() implements Received {}

  /**
   * The reader has got something that is no command; no card has seen it.
   *
   * @param code as the framing has it
   */
  record Refused(int code) implements Received {}
}
