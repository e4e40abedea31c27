package org.countersign.emulator.osdp;

/** What readers do badly. */
public enum OsdpHabit {
  /** Does not hear the command. */
  DEAF,
  /** Runs the command and sends no reply. */
  NO_REPLY,
  /** Is BUSY (79) and does not run the command. */
  BUSY,
  /** Loses its session before the command: NAK 06 in the clear. */
  FORGETS_SESSION,
  /**
   * Runs the command, then restarts: session, memory of the last reply and card's power are gone.
   */
  RESTARTS_AFTER,
  /** Does not know the command although it claims to: NAK 03. */
  UNKNOWN,
  /** Cannot do it now: NAK 09. */
  REFUSES,
  /** Replies with a wrong MAC and a right CRC. */
  WRONG_MAC,
  /** Says that the message was damaged: NAK 01 in the clear. */
  CALLS_IT_DAMAGED,
  /** Another reader's reply comes first. */
  OTHER_ADDRESS_FIRST,
  /** The reply to the command before comes first. */
  OLD_REPLY_FIRST,
  /** Noise, with a false beginning in it, comes before the reply. */
  NOISE
}
