package org.countersign.link;

/**
 * What can happen to a frame on its way. On writing the frame is what one call writes; on reading
 * it is what had arrived when the driver asked.
 */
public enum LineFault {
  /** One byte is lost. */
  DROP,
  /** One bit is turned. */
  FLIP,
  /** One byte too many, of any value. */
  INSERT,
  /** The frame comes twice. */
  DUPLICATE,
  /** The frame comes later by the plan's delay. */
  DELAY,
  /** The frame comes in two pieces with the plan's delay between. */
  SPLIT,
  /** The frame comes with the next one, in one piece. */
  MERGE,
  /** Only the beginning comes. */
  TRUNCATE,
  /** What is written comes back before any answer. On reading: as {@link #DUPLICATE}. */
  ECHO,
  /** A burst of noise comes before the frame, and on writing, back to the reader. */
  BABBLE,
  /** The far end takes half of the frame and then no more. On reading: silence for good. */
  STUCK,
  /** The line ends before the frame. */
  HANG_UP,
  /** The line ends after the frame was sent, so that its answer is never read. */
  HANG_UP_AFTER,
  /** The answer comes only after the next question was written. On writing: as {@link #DELAY}. */
  LATE_ANSWER,
  /** The line ends, and at the same path another device answers. */
  OTHER_DEVICE
}
