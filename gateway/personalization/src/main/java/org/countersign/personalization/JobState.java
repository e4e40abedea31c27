package org.countersign.personalization;

/**
 * State of a job. Each one is durable before the effect it announces begins, so after a cut the
 * record says how far the card may be and the card says how far it is.
 */
public enum JobState {
  /** The application is recorded; no card is touched. */
  ACCEPTED,
  /** A serial belongs to the job for good. */
  RESERVED,
  /** A blank's chip was read and belongs to the job. */
  OPENED,
  /** The next command may spend a try of the chip's authentication counter. */
  AUTHENTICATING,
  /** The signed object exists; it is never signed a second time. */
  SIGNED,
  /** The chip's memory is being changed. */
  WRITING,
  /** All that was written was read back and is equal. */
  READ_BACK,
  /** Keys are changed, then the one command that makes the card valid is sent. */
  ACTIVATING,
  /** The card is valid. */
  ACTIVATED,
  /** The centre has acknowledged the record. */
  REPORTED,
  /** The card was given to its holder. */
  HANDED_OVER,
  /** The card is waste and kept. */
  SPOILED,
  /** The job ended before a card was touched. */
  VOID,
  /** Only reading the card can tell. */
  IN_DOUBT;

  /** Whether nothing further happens to the job by itself. */
  public boolean isTerminal() {
    return this == HANDED_OVER || this == SPOILED || this == VOID;
  }
}
