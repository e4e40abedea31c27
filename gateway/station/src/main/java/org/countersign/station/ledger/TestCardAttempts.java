package org.countersign.station.ledger;

import java.sql.SQLException;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.IssuanceJournal.Keys;
import org.countersign.personalization.issue.TestCardJournal;

/**
 * Attempts at the keys of test cards, counted as those at any chip, so that neither a restart nor
 * another device forgets what a test card has refused. A test card is no blank and never on the
 * stock's account. Any thread.
 */
public final class TestCardAttempts implements TestCardJournal {

  /** Of {@link Attempts}, where a test card has no job. */
  private static final String NO_JOB = "";

  private final LedgerWriter writer;

  TestCardAttempts(LedgerWriter writer) {
    this.writer = writer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws LedgerException if it cannot be made durable
   */
  @Override
  public Permission attempt(String chip, String keys) {
    return writer.write(tx -> {
      if (isCardOfAJob(tx, chip)) {
        return Permission.ON_RECORD;
      }
      if (Attempts.refused(tx, chip, Keys.PERSONALIZATION).contains(keys)) {
        return Permission.KEYS_REFUSED;
      }
      return Attempts.announce(tx, NO_JOB, chip, Keys.PERSONALIZATION)
          ? Permission.GRANTED
          : Permission.TRIES_AT_RISK;
    });
  }

  /** A blank that was put back, or a card that was set aside, may serve as a test card. */
  private static boolean isCardOfAJob(Transaction tx, String chip) throws SQLException {
    return tx.query(
        "SELECT 1 FROM cards WHERE chip = ? AND state NOT IN ('BLANK', 'QUARANTINED')",
        row -> true,
        false,
        chip);
  }

  @Override
  public void attempted(String chip, AttemptOutcome outcome) {
    boolean ignored =
        writer.write(tx -> {
          Attempts.came(tx, NO_JOB, chip, Keys.PERSONALIZATION, outcome);
          return true;
        });
  }
}
