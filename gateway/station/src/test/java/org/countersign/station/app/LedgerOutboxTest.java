package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.ledger.StationAcceptances;
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
}
