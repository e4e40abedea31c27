package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardAttemptsTest {

  private static final String CHIP = "89860000000000000001";
  private static final String KEYS = "test-card version 1";

  @TempDir Path folder;

  @Test
  void keys_that_a_test_card_has_refused_are_not_granted_again_after_a_restart() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      assertThat(attempt(before, KEYS)).isEqualTo(Permission.GRANTED);
      before.ledger.testCards().attempted(CHIP, new AttemptOutcome.Refused(KEYS));
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(attempt(after, KEYS)).isEqualTo(Permission.KEYS_REFUSED);
      assertThat(attempt(after, "test-card version 2")).isEqualTo(Permission.GRANTED);
      assertThat(after.ledger.verify()).isEmpty();
    }
  }

  @Test
  void an_attempt_that_was_cut_counts_until_the_card_accepts_the_keys() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      assertThat(attempt(before, KEYS)).isEqualTo(Permission.GRANTED);
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(attempt(after, KEYS)).isEqualTo(Permission.GRANTED);
      assertThat(attempt(after, KEYS)).isEqualTo(Permission.TRIES_AT_RISK);
      after.ledger.testCards().attempted(CHIP, new AttemptOutcome.Accepted());
      assertThat(attempt(after, KEYS)).isEqualTo(Permission.GRANTED);
      assertThat(after.ledger.verify()).isEmpty();
    }
  }

  @Test
  void a_test_card_is_no_card_of_the_stock() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      assertThat(attempt(fixture, KEYS)).isEqualTo(Permission.GRANTED);
      fixture.ledger.testCards().attempted(CHIP, new AttemptOutcome.Accepted());

      assertThat(fixture.ledger.doubts().chip(CHIP)).isEmpty();
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void the_card_of_a_job_is_never_tried_though_it_is_on_the_list() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("a");
      JobJournal journal = fixture.advance("a", CHIP, JobState.OPENED);
      assertThat(attempt(fixture, KEYS)).isEqualTo(Permission.ON_RECORD);

      journal.release("it was never written");

      assertThat(attempt(fixture, KEYS)).isEqualTo(Permission.GRANTED);
    }
  }

  private static Permission attempt(LedgerFixture fixture, String keys) {
    return fixture.ledger.testCards().attempt(CHIP, keys);
  }
}
