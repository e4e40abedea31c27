package org.countersign.personalization.issue;

import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;

/** Where a test card's run writes down that a try of the card may be spent. */
public interface TestCardJournal {

  /** Whether the keys may be used on the card. */
  enum Permission {
    /** They may; that they were used is on record. */
    GRANTED,
    /** The chip is on record as a card of a job, which is none to try things on. */
    ON_RECORD,
    /** The card has refused these keys before. */
    KEYS_REFUSED,
    /** So many tries may be spent already that none must be risked any more. */
    TRIES_AT_RISK
  }

  /**
   * Records that the next command may spend a try of the card; durable when it returns. Called on
   * the device's thread.
   *
   * @param chip the chip's own number, hex
   * @param keys name of the keys: profile and version, for example {@code test-card version 1}
   * @throws java.io.UncheckedIOException if it cannot be made durable; the keys must not be used
   */
  Permission attempt(String chip, String keys);

  /**
   * What came of {@link #attempt}; not called while nobody knows whether a try was spent.
   *
   * @param outcome {@link AttemptOutcome.Refused} names the keys as {@link #attempt} does
   */
  void attempted(String chip, AttemptOutcome outcome);
}
