package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.IssuanceJournal.Keys;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a start makes of each state that the gateway may have stopped in. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashTableTest {

  private static final String CHIP = "0C";

  @TempDir Path folder;

  private static String card(LedgerFixture fixture) {
    return fixture.ledger.doubts().chip(CHIP).map(Doubts.KnownChip::state).orElse("");
  }

  private void stoppedIn(JobState... states) {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      before.advance("job-1", CHIP, states);
    }
  }

  private static JobState[] upTo(JobState last) {
    return last == JobState.RESERVED
        ? new JobState[0]
        : java.util.EnumSet.range(JobState.OPENED, last).toArray(JobState[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "RESERVED,       RESERVED, ''",
    "OPENED,         RESERVED, BLANK",
    "AUTHENTICATING, RESERVED, BLANK",
    "SIGNED,         RESERVED, BLANK",
    "WRITING,        IN_DOUBT, IN_DOUBT",
    "READ_BACK,      IN_DOUBT, IN_DOUBT",
    "ACTIVATING,     IN_DOUBT, IN_DOUBT",
    "ACTIVATED,      IN_DOUBT, IN_DOUBT"
  })
  void each_state_goes_where_the_table_says(JobState stopped, JobState then, String chip) {
    stoppedIn(upTo(stopped));

    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.doubtUnfinished()).isEqualTo(then == JobState.IN_DOUBT ? 1 : 0);
      assertThat(after.state("job-1")).isEqualTo(then);
      assertThat(card(after)).isEqualTo(chip);
      assertThat(after.ledger.waiting()).hasSize(then == JobState.RESERVED ? 1 : 0);
      assertThat(after.ledger.doubts().of("job-1").map(Doubt::reached))
          .isEqualTo(then == JobState.IN_DOUBT ? Optional.of(stopped) : Optional.empty());
      assertThat(after.ledger.verify()).isEmpty();
      // The same start again changes nothing.
      assertThat(after.ledger.doubtUnfinished()).isZero();
      assertThat(after.state("job-1")).isEqualTo(then);
    }
  }

  @Test
  void a_card_that_was_proven_is_no_doubt() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      before.advance("job-1", CHIP, upTo(JobState.ACTIVATED)).prove(LedgerFixture.card(CHIP));
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.doubtUnfinished()).isZero();
      assertThat(after.state("job-1")).isEqualTo(JobState.ACTIVATED);
      assertThat(card(after)).isEqualTo("ISSUED");
    }
  }

  @Test
  void a_signature_that_holds_the_chips_number_waits_for_that_chip() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      JobJournal journal = before.advance("job-1", CHIP, JobState.OPENED, JobState.AUTHENTICATING);
      journal.enter(JobState.SIGNED, Map.of("signed", "00", "bound", "chip"));
      assertThat(journal.boundToChip()).isTrue();
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.doubtUnfinished()).isEqualTo(1);
      assertThat(after.state("job-1")).isEqualTo(JobState.IN_DOUBT);
      assertThat(after.ledger.find("job-1").orElseThrow().problem())
          .hasValueSatisfying(p -> assertThat(p).contains("put the card back into any encoder"));
    }
  }

  @Test
  void a_chip_whose_keys_were_tried_twice_without_an_end_is_set_aside() {
    for (int start = 1; start <= 2; start++) {
      try (LedgerFixture fixture = new LedgerFixture(folder)) {
        fixture.accept("job-1");
        fixture.ledger.doubtUnfinished();
        fixture.advance("job-1", CHIP, JobState.OPENED, JobState.AUTHENTICATING);
      }
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      after.ledger.doubtUnfinished();
      assertThat(card(after)).isEqualTo("QUARANTINED");
      assertThatThrownBy(() -> after.advance("job-1", CHIP, JobState.OPENED))
          .isInstanceOf(KnownCardException.class);
    }
  }

  @Test
  void a_chip_that_accepts_our_keys_has_all_its_tries_again() {
    for (int start = 1; start <= 5; start++) {
      try (LedgerFixture fixture = new LedgerFixture(folder)) {
        fixture.accept("job-1");
        fixture.ledger.doubtUnfinished();
        fixture.advance("job-1", CHIP, JobState.OPENED, JobState.AUTHENTICATING);
        if (start % 2 == 0) {
          fixture.ledger.journal("job-1", "encoder-1").enter(JobState.SIGNED, Map.of());
        }
      }
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      after.ledger.doubtUnfinished();
      assertThat(card(after)).isEqualTo("BLANK");
    }
  }

  @Test
  void attempts_at_a_card_in_doubt_are_counted_before_they_are_made() {
    stoppedIn(upTo(JobState.ACTIVATING));
    for (int start = 1; start <= 3; start++) {
      try (LedgerFixture fixture = new LedgerFixture(folder)) {
        fixture.ledger.doubtUnfinished();
        JobJournal journal = fixture.ledger.journal("job-1", "encoder-2");
        assertThat(journal.attempt(Keys.PERSONALIZATION)).isEqualTo(start <= 2);
        assertThat(journal.attempt(Keys.INSPECTION)).isEqualTo(start <= 2);
        assertThat(fixture.ledger.verify()).isEmpty();
      }
    }
  }

  @Test
  void keys_that_were_refused_are_remembered_until_others_are_accepted() {
    stoppedIn(upTo(JobState.ACTIVATING));
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.doubtUnfinished();
      JobJournal journal = fixture.ledger.journal("job-1", "encoder-2");
      assertThat(journal.attempt(Keys.PERSONALIZATION)).isTrue();
      journal.attempted(Keys.PERSONALIZATION, new AttemptOutcome.Refused("issuer key"));
    }
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      JobJournal journal = fixture.ledger.journal("job-1", "encoder-2");
      assertThat(refused(fixture)).containsExactly("issuer key");
      assertThat(journal.attempt(Keys.PERSONALIZATION)).isTrue();
      journal.attempted(Keys.PERSONALIZATION, new AttemptOutcome.Accepted());
      assertThat(refused(fixture)).isEmpty();
    }
  }

  private static Set<String> refused(LedgerFixture fixture) {
    return fixture.ledger.doubts().of("job-1").orElseThrow().refused();
  }

  @Test
  void a_doubt_says_how_often_its_card_failed_and_of_which_plan_it_is() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      JobJournal journal = fixture.advance("job-1", CHIP, JobState.OPENED);
      journal.enter(JobState.WRITING, Map.of("plan", "A1B2"));
      journal.doubt("6581", 1);
      assertThat(fixture.ledger.doubts().of("job-1").orElseThrow().writeErrors()).isEqualTo(1);
      assertThat(fixture.ledger.doubts().isPlanOf("job-1", "A1B2")).isTrue();
      assertThat(fixture.ledger.doubts().isPlanOf("job-1", "A1B3")).isFalse();
    }
  }

  @Test
  void a_job_is_settled_at_one_device_at_a_time() {
    stoppedIn(upTo(JobState.WRITING));
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.doubtUnfinished();
      Doubts doubts = fixture.ledger.doubts();
      JobJournal first = fixture.ledger.journal("job-1", "encoder-1");
      JobJournal second = fixture.ledger.journal("job-1", "encoder-2");
      assertThat(doubts.claim(first)).isTrue();
      assertThat(doubts.claim(second)).isFalse();
      first.revoke();
      assertThat(doubts.claim(second)).isTrue();
      doubts.unclaim(second);
      assertThat(doubts.claim(fixture.ledger.journal("job-1", "encoder-3"))).isTrue();
    }
  }
}
