package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countersign.station.ledger.LedgerFixture.SERIALS;
import static org.countersign.station.ledger.LedgerFixture.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal;
import org.countersign.station.jobs.StationEvent;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chain keeps of digests over personal data. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecordDigestTest {

  /** SHA-256 as a plan and a signed object have it: the same for the same person and card. */
  private static final String PLAN = "A1".repeat(32);

  private static final String SIGNED = "B2".repeat(32);

  @TempDir Path folder;

  @Test
  void equal_applications_have_different_digests_in_different_jobs() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      for (String job : List.of("job-1", "job-2")) {
        fixture.ledger.accept(job, application("One Person"), "ICAO-P256");
        write(fixture, job, "C0FFE" + job.charAt(4));
      }
      assertThat(List.of("digest", "plan", "signed"))
          .allSatisfy(name ->
              assertThat(fact(fixture, "job-1", name))
                  .matches("[0-9A-Fa-f]{64}")
                  .isNotEqualTo(fact(fixture, "job-2", name)));
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void equal_values_of_two_names_do_not_show() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      fixture
          .advance("job-1", "C0FFEE")
          .enter(JobState.OPENED, Map.of("chip", "C0FFEE", "plan", PLAN, "signed", PLAN));
      assertThat(fact(fixture, "job-1", "plan")).isNotEqualTo(fact(fixture, "job-1", "signed"));
      assertThat(fact(fixture, "job-1", "chip")).isEqualTo("C0FFEE");
    }
  }

  @Test
  void a_plain_digest_reaches_no_file_and_no_listener() throws IOException {
    StringBuffer heard = new StringBuffer();
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.listen(event -> heard.append(event.facts()));
      fixture.accept("job-1");
      write(fixture, "job-1", "C0FFEE");
      assertThat(everything()).contains("C0FFEE").doesNotContain(PLAN, SIGNED);
    }
    assertThat(everything()).contains("C0FFEE").doesNotContain(PLAN, SIGNED);
    assertThat(heard.toString()).contains("C0FFEE", "plan=").doesNotContain(PLAN, SIGNED);
  }

  @Test
  void a_second_attempt_after_a_restart_has_the_digest_of_the_first() {
    String first;
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      write(before, "job-1", "C0FFEE").release("the reader lost its power");
      first = fact(before, "job-1", "plan");
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      write(after, "job-1", "C0FFEE");
      assertThat(fact(after, "job-1", "plan")).isEqualTo(first);
    }
  }

  @Test
  void the_same_application_is_the_same_job_after_a_restart_even_when_its_key_is_gone() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.ledger.accept("job-1", application("One Person"), "ICAO-P256");
      JobJournal journal = write(before, "job-1", "C0FFEE");
      journal.enter(JobState.ACTIVATED, Map.of());
      journal.prove(LedgerFixture.card("C0FFEE"));
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.accept("job-1", application("One Person"), "ICAO-P256"))
          .isInstanceOf(Ledger.Acceptance.Same.class);
      assertThat(after.ledger.accept("job-1", application("Another One"), "ICAO-P256"))
          .isInstanceOf(Ledger.Acceptance.Other.class);
    }
  }

  @Test
  void a_job_whose_key_is_destroyed_takes_no_digest() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      fixture.ledger.reserve("job-1", SERIALS);
      JobJournal journal = fixture.ledger.journal("job-1", "encoder-1");
      fixture.ledger.cancel("job-1");
      assertThatThrownBy(
              () -> journal.enter(JobState.OPENED, Map.of("chip", "C0FFEE", "plan", PLAN)))
          .isInstanceOf(JobEndedException.class)
          .hasMessageContaining("is VOID and cannot become OPENED");
    }
  }

  @Test
  void plan_and_signed_object_are_the_digests_that_are_keyed() {
    assertThat(IssuanceJournal.DIGESTS).containsExactlyInAnyOrder("plan", "signed");
  }

  private static JobJournal write(LedgerFixture fixture, String job, String chip) {
    JobJournal journal = fixture.advance(job, chip);
    journal.enter(JobState.OPENED, Map.of("chip", chip, "plan", PLAN));
    journal.enter(JobState.SIGNED, Map.of("signed", SIGNED));
    journal.enter(JobState.WRITING, Map.of("plan", PLAN));
    return journal;
  }

  /** The newest value of a fact. */
  private static String fact(LedgerFixture fixture, String job, String name) {
    return fixture.ledger.after(0, 1_000).stream()
        .filter(event -> event.subject().equals(job) && event.facts().containsKey(name))
        .reduce((older, newer) -> newer)
        .map(StationEvent::facts)
        .orElseThrow()
        .get(name);
  }

  private String everything() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
