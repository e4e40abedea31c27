package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countersign.station.ledger.LedgerFixture.SERIALS;
import static org.countersign.station.ledger.LedgerFixture.application;

import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal;
import org.countersign.station.config.SerialRange;
import org.countersign.station.jobs.StationEvent;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LedgerTest {

  @TempDir Path folder;

  @Test
  void a_job_comes_back_after_a_restart_with_its_application() {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      before.ledger.reserve("job-1", SERIALS);
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.waiting()).extracting(Ledger.Waiting::id).containsExactly("job-1");
      assertThat(after.ledger.find("job-1").orElseThrow().serial()).contains("CS0000001");
      assertThat(after.ledger.application("job-1")).isEqualTo(application("applicant of job-1"));
      assertThat(after.ledger.verify()).isEmpty();
    }
  }

  @Test
  void the_same_application_is_the_same_job_and_another_one_is_not() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");

      assertThat(fixture.ledger.accept("job-1", application("applicant of job-1"), "ICAO-P256"))
          .isInstanceOf(Ledger.Acceptance.Same.class);
      assertThat(fixture.ledger.accept("job-1", application("somebody else"), "ICAO-P256"))
          .isInstanceOf(Ledger.Acceptance.Other.class);
      assertThat(fixture.ledger.latest()).isEqualTo(1);
    }
  }

  @Test
  void a_finished_job_leaves_no_trace_of_the_applicant_in_any_file() throws IOException {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.accept("job-1", application("Recognizable Applicant"), "ICAO-P256");
      JobJournal journal = fixture.advance("job-1", "C0FFEE", JobState.OPENED, JobState.SIGNED);
      journal.enter(JobState.ACTIVATED, Map.of());
      journal.prove(LedgerFixture.card("C0FFEE"));

      assertThatThrownBy(() -> fixture.ledger.application("job-1"))
          .isInstanceOf(LedgerException.class);
      assertThat(fixture.ledger.accepted("job-1", application("Recognizable Applicant")))
          .hasValueSatisfying(a -> assertThat(a).isInstanceOf(Ledger.Acceptance.Same.class));
      assertThat(everything()).doesNotContain("Recognizable", "1990-02-28");
    }
    assertThat(everything()).doesNotContain("Recognizable", "1990-02-28");
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

  @Test
  void a_serial_is_given_once_and_stays_with_its_job() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      List<String> serials = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        fixture.accept("job-" + i);
        serials.add(fixture.ledger.reserve("job-" + i, SERIALS).serial());
        assertThat(fixture.ledger.reserve("job-" + i, SERIALS).serial()).isEqualTo(serials.get(i));
      }
      fixture.ledger.cancel("job-3");
      fixture.accept("job-20");
      serials.add(fixture.ledger.reserve("job-20", SERIALS).serial());

      assertThat(serials).doesNotHaveDuplicates().first().isEqualTo("CS0000001");
      assertThat(fixture.ledger.serialsLeft(SERIALS)).isEqualTo(9_999_999 - 21);
    }
  }

  @Test
  void a_range_that_is_used_up_says_so() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      SerialRange two = new SerialRange("X", 8, 9);
      for (String job : List.of("a", "b", "c")) {
        fixture.accept(job);
      }
      fixture.ledger.reserve("a", two);
      fixture.ledger.reserve("b", two);

      assertThatThrownBy(() -> fixture.ledger.reserve("c", two))
          .hasMessageContaining("X8 to X9")
          .hasMessageContaining("[serials]");
      assertThat(fixture.state("c")).isEqualTo(JobState.ACCEPTED);
    }
  }

  @Test
  void a_chip_that_is_on_record_is_not_opened_again() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("first");
      fixture.accept("second");
      fixture
          .advance("first", "C0FFEE", JobState.OPENED, JobState.ACTIVATING, JobState.ACTIVATED)
          .prove(LedgerFixture.card("C0FFEE"));

      assertThatThrownBy(() -> fixture.advance("second", "c0ffee", JobState.OPENED))
          .isInstanceOf(KnownCardException.class)
          .hasMessageContaining("issued");
      assertThat(fixture.state("second")).isEqualTo(JobState.RESERVED);
    }
  }

  @Test
  void states_that_were_begun_are_durable_in_their_order_once_they_are_settled() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("first");
      JobJournal journal = fixture.advance("first", "C0FFEE");
      journal.begin(JobState.OPENED, Map.of("chip", "C0FFEE"));
      journal.begin(JobState.AUTHENTICATING, Map.of());
      journal.settle();

      assertThat(journal.entered()).contains(JobState.AUTHENTICATING);
      assertThat(fixture.state("first")).isEqualTo(JobState.AUTHENTICATING);
    }
  }

  @Test
  void states_begun_together_share_one_flush() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("a");
      JobJournal journal = fixture.advance("a", "C0FFEE");
      Timer flushes = fixture.meters.get("countersign.ledger.flush").timer();
      long before = flushes.count();

      journal.begin(
          List.of(
              new IssuanceJournal.Entry(JobState.OPENED, Map.of("chip", "C0FFEE")),
              new IssuanceJournal.Entry(JobState.AUTHENTICATING, Map.of())));
      journal.settle();

      assertThat(flushes.count() - before).isEqualTo(1);
      assertThat(fixture.state("a")).isEqualTo(JobState.AUTHENTICATING);
    }
  }

  @Test
  void what_was_begun_behind_a_refused_state_is_refused_too() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("first");
      JobJournal journal =
          fixture.advance("first", "C0FFEE", JobState.OPENED, JobState.AUTHENTICATING);
      journal.begin(JobState.OPENED, Map.of("chip", "C0FFEE")); // no way back
      journal.begin(JobState.WRITING, Map.of()); // alone it would be right

      assertThatThrownBy(journal::settle).isInstanceOf(JobEndedException.class);
      assertThat(journal.entered()).contains(JobState.AUTHENTICATING);
      assertThat(fixture.state("first")).isEqualTo(JobState.AUTHENTICATING);
    }
  }

  @Test
  void a_blank_that_was_released_may_be_opened_again() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      JobJournal journal = fixture.advance("job-1", "C0FFEE", JobState.OPENED);
      journal.release("the reader lost its power");

      assertThat(fixture.state("job-1")).isEqualTo(JobState.RESERVED);
      assertThat(fixture.ledger.find("job-1").orElseThrow().serial()).contains("CS0000001");
      fixture.advance("job-1", "C0FFEE", JobState.OPENED);
      assertThat(fixture.ledger.counts().inProcess()).isEqualTo(1);
    }
  }

  @Test
  void every_card_is_counted_in_one_state() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      for (String job : List.of("a", "b", "c", "d", "e", "f")) {
        fixture.accept(job);
      }
      fixture.advance("a", "0A", JobState.OPENED, JobState.WRITING);
      fixture.advance("b", "0B", JobState.OPENED, JobState.WRITING).spoil("pulled");
      fixture.advance("c", "0C", JobState.OPENED, JobState.ACTIVATING).doubt("pulled");
      LedgerFixture.issue(fixture.advance("d", "0D", JobState.OPENED), "0D");
      // Valid, but nobody has inspected it: a cut would make a doubt of it.
      fixture.advance("f", "0F", JobState.OPENED, JobState.ACTIVATED);
      fixture.advance("e", "0E", JobState.OPENED).releaseFrom("other keys");
      fixture.ledger.quarantine("encoder-1", "no answer to reset");

      Ledger.Counts counts = fixture.ledger.counts();
      assertThat(counts.inProcess()).isEqualTo(2);
      assertThat(counts.spoiled()).isEqualTo(1);
      assertThat(counts.inDoubt()).isEqualTo(1);
      assertThat(counts.issued()).isEqualTo(1);
      assertThat(counts.quarantined()).isEqualTo(2);
      assertThat(fixture.state("e")).isEqualTo(JobState.RESERVED);
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void a_cancelled_job_cannot_be_opened_and_an_opened_job_cannot_be_cancelled() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("gone");
      JobJournal journal = fixture.advance("gone", "0A");
      assertThat(fixture.ledger.cancel("gone").orElseThrow().state()).isEqualTo(JobState.VOID);
      assertThatThrownBy(() -> journal.enter(JobState.OPENED, Map.of("chip", "0A")))
          .isInstanceOf(JobEndedException.class);

      fixture.accept("busy");
      fixture.advance("busy", "0B", JobState.OPENED);
      assertThat(fixture.ledger.cancel("busy").orElseThrow().state()).isEqualTo(JobState.OPENED);
      assertThat(fixture.ledger.cancel("unknown")).isEmpty();
    }
  }

  @Test
  void a_journal_that_was_revoked_records_nothing_more() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      JobJournal journal = fixture.advance("job-1", "0A", JobState.OPENED);
      journal.revoke();

      assertThatThrownBy(() -> journal.enter(JobState.WRITING, Map.of()))
          .isInstanceOf(JobEndedException.class);
      assertThat(fixture.ledger.doubtIfOpened("job-1", "encoder-1", "stuck"))
          .isEqualTo(JobState.RESERVED);
    }
  }

  @Test
  void a_signature_is_kept_until_the_job_ends_and_survives_a_restart() {
    byte[] signature = {1, 2, 3, 4};
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      JobJournal journal = before.advance("job-1", "0A", JobState.OPENED);
      journal.keep(signature);
      journal.enter(JobState.SIGNED, Map.of());
      journal.release("no blank was harmed");
    }
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.journal("job-1", "encoder-1").kept()).contains(signature);
      after.ledger.cancel("job-1");
      assertThat(after.ledger.journal("job-1", "encoder-1").kept()).isEmpty();
    }
  }

  @Test
  void the_ledger_is_its_owners_alone() throws IOException {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      try (var files = Files.list(LedgerFixture.file(folder).getParent())) {
        assertThat(files.filter(f -> !f.toString().endsWith(".lock")))
            .hasSizeGreaterThan(2)
            .allSatisfy(file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .endsWith("------"));
      }
    }
  }

  @Test
  void a_second_gateway_on_the_same_ledger_is_refused() {
    try (LedgerFixture first = new LedgerFixture(folder)) {
      assertThatThrownBy(() -> new LedgerFixture(folder))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("in use by another gateway");
      first.accept("still-works");
    }
  }

  @Test
  void a_clock_that_went_back_holds_issuing_but_not_the_record() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      fixture.now.updateAndGet(now -> now.minus(Duration.ofHours(1)));

      assertThat(fixture.ledger.hold()).hasValueSatisfying(w -> assertThat(w).contains("clock"));
      fixture.ledger.device("encoder-1", "online", Map.of());
      fixture.accept("job-2");
      fixture.now.updateAndGet(now -> now.plus(Duration.ofHours(1)));
      assertThat(fixture.ledger.hold()).isEmpty();
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void a_full_disk_holds_issuing() {
    try (LedgerFixture fixture = new LedgerFixture(folder, Long.MAX_VALUE)) {
      assertThat(fixture.ledger.hold())
          .hasValueSatisfying(why -> assertThat(why).contains("free some space"));
    }
  }

  @Test
  void a_record_that_was_changed_is_found_at_the_next_start_and_nothing_is_issued()
      throws SQLException {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      before.accept("job-2");
    }
    tamper("UPDATE records SET subject = 'job-9' WHERE sequence = 1");

    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.hold())
          .hasValueSatisfying(why -> assertThat(why).contains("chain is broken", "record 1"));
      assertThatThrownBy(() -> after.accept("job-3")).isInstanceOf(LedgerException.class);
      assertThat(after.ledger.find("job-2")).isPresent();
    }
  }

  @Test
  void a_record_that_was_taken_out_is_found() throws SQLException {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.ledger.device("encoder-1", "online", Map.of());
      before.ledger.device("encoder-1", "offline", Map.of());
      before.accept("job-1");
    }
    tamper("DELETE FROM records WHERE sequence = 2");
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.verify())
          .hasValueSatisfying(why -> assertThat(why).contains("record 2 is missing"));
    }
  }

  @Test
  void a_job_that_was_set_back_behind_the_chain_is_found() throws SQLException {
    try (LedgerFixture before = new LedgerFixture(folder)) {
      before.accept("job-1");
      before.advance("job-1", "0A", JobState.OPENED, JobState.ACTIVATED);
    }
    tamper("UPDATE jobs SET state = 'RESERVED'");
    try (LedgerFixture after = new LedgerFixture(folder)) {
      assertThat(after.ledger.hold())
          .hasValueSatisfying(why -> assertThat(why).contains("job job-1"));
    }
  }

  private void tamper(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + LedgerFixture.file(folder));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void those_who_wait_together_share_one_flush() throws Exception {
    int threads = 32;
    int each = 20;
    try (LedgerFixture fixture = new LedgerFixture(folder);
        ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        done.add(
            callers.submit(() -> {
              start.await();
              for (int i = 0; i < each; i++) {
                fixture.accept("job-" + thread + "-" + i);
              }
              return thread;
            }));
      }
      start.countDown();
      for (Future<?> one : done) {
        one.get(30, TimeUnit.SECONDS);
      }
      assertThat(fixture.ledger.latest()).isEqualTo(threads * each);
      long flushes = fixture.meters.get("countersign.ledger.flush").timer().count();
      assertThat(flushes).isLessThan(threads * each / 2);
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void listeners_hear_every_record_in_order_after_it_is_durable() throws Exception {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      List<StationEvent> heard = new ArrayList<>();
      CountDownLatch three = new CountDownLatch(3);
      fixture.ledger.listen(event -> {
        heard.add(event);
        three.countDown();
      });
      fixture.accept("job-1");
      fixture.ledger.reserve("job-1", SERIALS);
      fixture.ledger.cancel("job-1");

      assertThat(three.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(heard)
          .extracting(StationEvent::state)
          .containsExactly("ACCEPTED", "RESERVED", "VOID");
      assertThat(fixture.ledger.after(0, 10)).isEqualTo(heard);
      assertThat(fixture.ledger.after(1, 1)).extracting(StationEvent::sequence).containsExactly(2L);
    }
  }

  @Test
  void jobs_are_listed_page_by_page_in_the_order_of_their_acceptance() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      for (String job : List.of("z", "a", "m")) {
        fixture.accept(job);
      }
      fixture.ledger.cancel("a");

      assertThat(fixture.ledger.list(Optional.empty(), 2, Set.of()))
          .extracting("id")
          .containsExactly("z", "a");
      assertThat(fixture.ledger.list(Optional.of("a"), 2, Set.of()))
          .extracting("id")
          .containsExactly("m");
      assertThat(fixture.ledger.list(Optional.empty(), 9, Set.of(JobState.VOID)))
          .extracting("id")
          .containsExactly("a");
    }
  }

  @Test
  void what_was_issued_is_read_back_as_it_was_written() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
      fixture
          .advance("job-1", "0A", JobState.OPENED, JobState.ACTIVATED)
          .prove(LedgerFixture.card("0A"));
      assertThat(fixture.ledger.find("job-1").orElseThrow().work())
          .contains(LedgerFixture.card("0A"));
    }
  }

  @Test
  void no_state_is_entered_out_of_turn() {
    Set<String> allowed = new HashSet<>();
    for (JobState from : JobState.values()) {
      for (JobState to : JobState.values()) {
        if (JobTable.mayFollow(from, to)) {
          allowed.add(from + ">" + to);
        }
      }
    }
    assertThat(allowed)
        .contains("ACCEPTED>RESERVED", "RESERVED>OPENED", "ACTIVATING>ACTIVATED")
        .doesNotContain(
            "ACCEPTED>OPENED",
            "VOID>RESERVED",
            "SPOILED>RESERVED",
            "IN_DOUBT>RESERVED",
            "ACTIVATED>RESERVED",
            "ACTIVATED>SPOILED",
            "READ_BACK>RESERVED",
            "OPENED>VOID");
  }
}
