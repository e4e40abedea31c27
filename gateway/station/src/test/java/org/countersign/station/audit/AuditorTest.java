package org.countersign.station.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.ledger.StationKey;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditorTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path folder;

  private LedgerFixture fixture;
  private final AtomicInteger failures = new AtomicInteger();

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Auditor start(int records, Duration every) {
    return start(fixture.ledger, records, every);
  }

  private Auditor start(Ledger ledger, int records, Duration every) {
    StationAuditKey key =
        new StationAuditKey(
            folder.resolve("a.p12"), folder.resolve("a.password"), folder.resolve("a.pem"));
    return Auditor.start(
        ledger,
        () -> open(key),
        "st-1",
        ledger.standing(),
        new Auditor.Schedule(records, every),
        fixture.meters);
  }

  private Signer open(StationAuditKey key) throws SignerException, IOException {
    if (failures.getAndDecrement() > 0) {
      throw new IOException("the disk is away");
    }
    return key.openOrCreate("st-1", Clock.systemUTC());
  }

  /** Counted down when a head is on record. */
  private CountDownLatch head() {
    CountDownLatch latch = new CountDownLatch(1);
    fixture.ledger.listen(event -> {
      if (event.subject().equals("head")) {
        latch.countDown();
      }
    });
    return latch;
  }

  private void records(int count) {
    for (int i = 0; i < count; i++) {
      fixture.accept("job-" + System.nanoTime());
    }
  }

  @Test
  void a_head_is_signed_after_so_many_records_and_not_before() throws Exception {
    CountDownLatch head = head();
    try (Auditor auditor = start(5, NEVER)) {
      records(4);
      assertThat(fixture.ledger.heads().newest()).isEmpty();
      records(1);
      assertThat(head.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(auditor.problem()).isEmpty();
    }
    assertThat(fixture.ledger.heads().newest().orElseThrow().head().size()).isEqualTo(5);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_head_is_signed_after_so_much_time() throws Exception {
    records(1);
    CountDownLatch head = head();
    try (Auditor auditor = start(1_000_000, Duration.ofMillis(20))) {
      assertThat(head.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(auditor.problem()).isEmpty();
    }
    assertThat(fixture.ledger.latest()).as("its key and one head, no more").isEqualTo(3);
  }

  @Test
  void the_last_head_is_signed_at_the_stop_over_everything() {
    try (Auditor auditor = start(1_000_000, NEVER)) {
      records(7);
      assertThat(auditor.problem()).isEmpty();
    }
    assertThat(fixture.ledger.heads().newest().orElseThrow().head().size()).isEqualTo(7);
  }

  @Test
  void a_head_is_signed_over_a_shift_that_was_closed() throws Exception {
    CountDownLatch head = head();
    try (Auditor auditor = start(1_000_000, NEVER)) {
      assertThat(fixture.ledger.shifts().open(1, "lin", Map.of()).number()).isEqualTo(1);
      assertThat(fixture.closeShift(1).closing()).isPresent();
      assertThat(head.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(auditor.problem()).isEmpty();
      StationEvent closed =
          fixture.ledger.after(0, 100).stream()
              .filter(event -> event.state().equals("CLOSED"))
              .findFirst()
              .orElseThrow();
      assertThat(fixture.ledger.heads().newest().orElseThrow().head().size())
          .isGreaterThanOrEqualTo(closed.sequence());
    }
  }

  @Test
  void no_head_is_signed_at_a_time_that_nobody_believes() {
    Path file = folder.resolve("doubting/station.db");
    StationKey key = StationKey.readOrCreate(folder.resolve("doubting.key"), file);
    try (Ledger ledger =
        Ledger.open(
            new Ledger.Settings(file, key, 1),
            Timekeeping.of(fixture.clock(), System::nanoTime, Duration.ofDays(45)),
            fixture.meters)) {
      Auditor auditor = start(ledger, 1_000, NEVER);
      ledger.accept("job-1", LedgerFixture.application("one"), "ICAO-P256");
      fixture.now.updateAndGet(now -> now.plus(Duration.ofDays(365)));

      auditor.close();

      assertThat(ledger.after(0, 100)).extracting(StationEvent::subject).doesNotContain("head");
    }
  }

  @Test
  void where_nothing_was_recorded_the_head_stays_the_one_it_was() {
    try (Auditor auditor = start(1_000_000, NEVER)) {
      records(1);
      SignedTreeHead first = auditor.sign();
      assertThat(auditor.sign()).isEqualTo(first);
      fixture.ledger.device("encoder-1", "online", Map.of());
      records(1);
      assertThat(auditor.sign().head().size()).isEqualTo(5); // with the key's and the head's own
    }
  }

  @Test
  void a_key_that_cannot_be_opened_is_told_and_tried_again() {
    failures.set(1);
    try (Auditor auditor = start(1_000_000, NEVER)) {
      records(1);
      assertThatThrownBy(auditor::sign)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("no head over the ledger can be signed: the disk is away");
      assertThat(auditor.problem()).isPresent();
      assertThat(auditor.sign().head().size()).isEqualTo(1);
      assertThat(auditor.problem()).isEmpty();
    }
  }
}
