package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.JobState;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.ledger.JobJournal;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.ledger.StationAcceptances;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the centre is told in the words of the record protocol. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerOutboxTest {

  @TempDir Path folder;

  @Test
  void alarms_and_acceptances_go_in_the_order_of_the_ledger_and_without_a_persons_name() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      Set<AlarmCode> looked = Set.of(AlarmCode.TEST_CARD_FAILED);
      Alarm failed = new Alarm(AlarmCode.TEST_CARD_FAILED, "encoder-1", "it failed at write");
      fixture.ledger.alarms().settle(looked, List.of(failed));
      long second =
          fixture
              .ledger
              .stationAcceptances()
              .record(new StationAcceptances.Result(false, "", "0a", "lin", "wei", "it is wet"));
      fixture.ledger.alarms().settle(looked, List.of());
      long third =
          fixture
              .ledger
              .stationAcceptances()
              .record(new StationAcceptances.Result(true, "0A1B", "0b", "lin", "wei", ""));

      List<StationRecord> told = new LedgerOutbox(fixture.ledger.outbox(), () -> 1).after(0, 10);
      assertThat(told.stream().map(StationRecord::content))
          .containsExactly(
              new RecordContent.Alarm("test-card-failed", "encoder-1", true, "it failed at write"),
              new RecordContent.Acceptance("", false, "", "0a"),
              new RecordContent.Alarm("test-card-failed", "encoder-1", false, "it failed at write"),
              new RecordContent.Acceptance("", true, "0A1B", "0b"));
      assertThat(told.get(1).sequence()).isEqualTo(second);
      assertThat(told.get(3).sequence()).isEqualTo(third);
      assertThat(told.toString()).doesNotContain("lin", "wei");
      assertThat(fixture.ledger.verify()).isEmpty();
    }
  }

  @Test
  void what_was_acknowledged_is_sent_again_byte_for_byte() throws Exception {
    List<StationRecord> first;
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      tellOfEverything(fixture);
      LedgerOutbox outbox = new LedgerOutbox(fixture.ledger.outbox(), () -> 1);
      first = outbox.after(0, 100);
      assertThat(first.stream().<Class<?>>map(record -> record.content().getClass()).distinct())
          .containsExactlyInAnyOrder(
              RecordContent.Issuance.class,
              RecordContent.Revocation.class,
              RecordContent.AuditHead.class,
              RecordContent.Alarm.class,
              RecordContent.Acceptance.class);
      assertThat(first.stream().map(StationRecord::content))
          .contains(
              new RecordContent.Issuance("second-blank", "CS0000003", "0D", "residence-permit"));
      // In pieces, so that each record is once the newest that is acknowledged.
      for (StationRecord record : first) {
        assertThat(outbox.acknowledge(record.sequence()).join()).isFalse();
        assertThat(bytes(outbox.after(0, 100))).isEqualTo(bytes(first));
      }
      assertThat(fixture.ledger.outbox().backlog().records()).isZero();
      assertThat(fixture.ledger.verify()).isEmpty();
    }
    try (LedgerFixture again = new LedgerFixture(folder)) {
      LedgerOutbox outbox = new LedgerOutbox(again.ledger.outbox(), () -> 1);
      assertThat(outbox.cut()).isZero();
      assertThat(bytes(outbox.after(0, 100))).isEqualTo(bytes(first));
      for (int from = 0; from < first.size(); from++) {
        long behind = from == 0 ? 0 : first.get(from - 1).sequence();
        assertThat(bytes(outbox.after(behind, 2)))
            .isEqualTo(bytes(first.subList(from, Math.min(from + 2, first.size()))));
      }
    }
  }

  private static byte[] bytes(List<StationRecord> records) {
    return RecordCodec.encode(new RecordBatch("st-1", 1, 0, 0, 0, records));
  }

  /** Among it a card that became valid twice, and one that lay behind a blank that was given up. */
  private void tellOfEverything(LedgerFixture fixture) throws Exception {
    LedgerFixture.issue(toActivating(fixture, "plain", "0A"), "0A");
    JobJournal doubted = toActivating(fixture, "doubted", "0B");
    doubted.enter(JobState.ACTIVATED, Map.of());
    doubted.doubt("pulled");
    LedgerFixture.issue(doubted, "0B");
    fixture.accept("second-blank");
    fixture.advance("second-blank", "0C", JobState.OPENED).release("not changed");
    LedgerFixture.issue(advance(fixture, "second-blank", "0D"), "0D");
    JobJournal lost = toActivating(fixture, "lost", "0E");
    lost.doubt("taken away");
    fixture
        .ledger
        .stock()
        .move(
            new Movement(
                "m-1",
                Action.LOSE,
                "",
                List.of("lost"),
                0,
                "",
                Optional.of(Reason.DAMAGED),
                "lin",
                Optional.of("wei")));
    Alarm failed = new Alarm(AlarmCode.TEST_CARD_FAILED, "encoder-1", "it failed at write");
    fixture.ledger.alarms().settle(Set.of(AlarmCode.TEST_CARD_FAILED), List.of(failed));
    var ignored =
        fixture
            .ledger
            .stationAcceptances()
            .record(new StationAcceptances.Result(true, "0A1B", "0b", "lin", "wei", ""));
    StationAuditKey key =
        new StationAuditKey(
            folder.resolve("audit.p12"),
            folder.resolve("audit.password"),
            folder.resolve("audit.pem"));
    try (Signer signer = key.openOrCreate("st-1", Clock.systemUTC())) {
      fixture.ledger.heads().sign("st-1", 1, signer);
    }
    LedgerFixture.issue(toActivating(fixture, "last", "0F"), "0F");
  }

  private static JobJournal toActivating(LedgerFixture fixture, String job, String chip) {
    fixture.accept(job);
    return advance(fixture, job, chip);
  }

  private static JobJournal advance(LedgerFixture fixture, String job, String chip) {
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
}
