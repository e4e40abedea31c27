package org.countersign.protocol.sparkplug.host;

/** Why what is known of an Edge Node is not certain any more. */
public enum StaleReason {
  /** Messages are missing and did not come within the Reorder Timeout. */
  SEQUENCE_GAP,
  /** Its newest NBIRTH was refused. */
  BIRTH_REFUSED,
  /**
   * An NBIRTH came that is no newer than the one before: a replay, or a clock that was set back.
   */
  BIRTH_IN_DOUBT,
  /** The host's own connection was lost, and the Edge Node has not answered since. */
  UNANSWERED
}
