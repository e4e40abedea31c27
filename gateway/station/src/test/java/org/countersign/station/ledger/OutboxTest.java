package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.JobState;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the centre is told of, and what its acknowledgement does. */
@Timeout(60)
class OutboxTest {

  @TempDir Path folder;
  private LedgerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void cardsAreInTheOrderInWhichTheyBecameValid() {
    issue("a", "0A");
    issue("b", "0B");
    List<Outbox.Entry> entries = outbox().after(0, 10);
    assertThat(entries.stream().map(e -> e.event().subject())).containsExactly("a", "b");
    assertThat(entries.get(1).card())
        .hasValue(new Outbox.Card("CS0000002", "0B", "residence-permit"));
    assertThat(entries.get(0).hash())
        .isEqualTo(fixture.ledger.recordHash(entries.get(0).event().sequence()));
    assertThat(outbox().after(entries.get(0).event().sequence(), 10)).hasSize(1);
    assertThat(outbox().after(0, 1)).hasSize(1);
    assertThat(outbox().newest()).isEqualTo(entries.get(1).event().sequence());
  }

  @Test
  void anAcknowledgedCardIsReportedAndTheAuditAgrees() {
    issue("a", "0A");
    issue("b", "0B");
    long first = outbox().after(0, 1).get(0).event().sequence();
    assertThat(outbox().acknowledge(first).join()).isFalse();
    assertThat(fixture.state("a")).isEqualTo(JobState.REPORTED);
    assertThat(fixture.state("b")).isEqualTo(JobState.ACTIVATED);
    assertThat(outbox().after(first, 10)).hasSize(1);
    assertThat(outbox().backlog().records()).isEqualTo(1);
    assertThat(outbox().acknowledged()).isEqualTo(first);
    assertThat(fixture.ledger.verify()).isEmpty();
    reopen();
    assertThat(outbox().acknowledged()).isEqualTo(first);
  }

  @Test
  void aSecondAcknowledgementRecordsNothing() {
    issue("a", "0A");
    long first = outbox().newest();
    outbox().acknowledge(first).join();
    long records = fixture.ledger.latest();
    assertThat(outbox().acknowledge(first).join()).isFalse();
    assertThat(fixture.ledger.latest()).isEqualTo(records);
    assertThat(outbox().newest()).isEqualTo(first);
  }

  @Test
  void aDiskThatHangsKeepsNobodyWhoSaysWhatIsAcknowledged() throws Exception {
    issue("a", "0A");
    long first = outbox().newest();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    fixture.ledger.listen(event -> {
      hanging.countDown();
      awaitUninterruptibly(hangs); // The ledger's thread.
    });
    fixture.ledger.device("encoder-1", "online", Map.of());
    hanging.await();

    CompletableFuture<Boolean> said = outbox().acknowledge(first);

    assertThat(said).isNotDone();
    assertThat(outbox().acknowledged()).isZero();
    assertThat(outbox().backlog().records()).isZero();
    for (int i = 0; i < 1_100; i++) {
      fixture.ledger.device("encoder-1", "online", Map.of()); // Until the line is full.
    }
    assertThat(outbox().acknowledge(first))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("overloaded");
    hangs.countDown();
    assertThat(said.get(20, TimeUnit.SECONDS)).isFalse();
    assertThat(outbox().acknowledged()).isEqualTo(first);
    assertThat(fixture.state("a")).isEqualTo(JobState.REPORTED);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // As a disk does.
      }
    }
  }

  @Test
  void aCardThatIsNotProvenYetIsReportedLater() {
    JobJournal journal = toActivating("a", "0A");
    journal.enter(JobState.ACTIVATED, Map.of());
    long sequence = outbox().newest();
    assertThat(outbox().acknowledge(sequence).join()).isTrue();
    assertThat(fixture.state("a")).isEqualTo(JobState.ACTIVATED);
    journal.prove(LedgerFixture.card("0A"));
    assertThat(outbox().acknowledge(sequence).join()).isFalse();
    assertThat(fixture.state("a")).isEqualTo(JobState.REPORTED);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void aCardThatTurnsOutToBeInDoubtAfterItWasAcknowledgedWaits() {
    JobJournal journal = toActivating("a", "0A");
    journal.enter(JobState.ACTIVATED, Map.of());
    long sequence = outbox().newest();
    outbox().acknowledge(sequence).join();
    journal.doubt("pulled");
    assertThat(outbox().acknowledge(sequence).join()).isTrue();
    assertThat(fixture.state("a")).isEqualTo(JobState.IN_DOUBT);
    journal.enter(JobState.ACTIVATED, Map.of());
    journal.prove(LedgerFixture.card("0A"));
    assertThat(outbox().acknowledge(sequence).join()).isFalse();
    assertThat(fixture.state("a")).isEqualTo(JobState.REPORTED);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void whatWaitsIsCountedFromWhatWasHeard() {
    assertThat(outbox().backlog().records()).isZero();
    issue("a", "0A");
    var then = fixture.now.get();
    fixture.now.updateAndGet(now -> now.plus(Duration.ofHours(3)));
    issue("b", "0B");
    assertThat(outbox().backlog().records()).isEqualTo(2);
    assertThat(outbox().backlog().oldest()).hasValue(then);
    outbox().acknowledge(outbox().newest()).join();
    assertThat(outbox().backlog().records()).isZero();
    assertThat(outbox().backlog().oldest()).isEmpty();
  }

  @Test
  void headsAloneAreMarkedSixteenAtATimeAndTheAuditAgrees() throws Exception {
    StationAuditKey key =
        new StationAuditKey(
            folder.resolve("audit.p12"),
            folder.resolve("audit.password"),
            folder.resolve("audit.pem"));
    try (Signer signer = key.openOrCreate("st-1", Clock.systemUTC())) {
      for (int head = 1; head <= Outbox.HEADS_A_MARK; head++) {
        fixture.accept("job-" + head);
        fixture.ledger.heads().sign("st-1", 1, signer);
        long records = fixture.ledger.latest();
        assertThat(outbox().acknowledge(outbox().newest()).join()).isFalse();
        // An idle station comes to rest: no record of the answer asks for another head.
        boolean marked = fixture.ledger.latest() > records;
        assertThat(marked).isEqualTo(head == Outbox.HEADS_A_MARK);
        assertThat(outbox().backlog().records()).isZero();
      }
    }
    assertThat(outbox().after(outbox().acknowledged(), 100)).isEmpty();
    assertThat(outbox().after(0, 100)).hasSize(Outbox.HEADS_A_MARK);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  private Outbox outbox() {
    return fixture.ledger.outbox();
  }

  private void issue(String job, String chip) {
    LedgerFixture.issue(toActivating(job, chip), chip);
  }

  private JobJournal toActivating(String job, String chip) {
    fixture.accept(job);
    return fixture.advance(
        job,
        chip,
        JobState.OPENED,
        JobState.AUTHENTICATING,
        JobState.SIGNED,
        JobState.WRITING,
        JobState.READ_BACK,
        JobState.ACTIVATING);
  }

  private void reopen() {
    fixture.close();
    fixture = new LedgerFixture(folder);
  }
}
