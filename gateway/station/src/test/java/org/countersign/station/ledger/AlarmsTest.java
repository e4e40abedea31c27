package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countersign.personalization.JobState;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.clock.Timekeeping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms on record: raised once, cleared once, whatever is restarted in between. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlarmsTest {

  private static final Set<AlarmCode> LOOKED = Set.of(AlarmCode.SAM_AWAY, AlarmCode.DISK_FULL);
  private static final Alarm SAM = new Alarm(AlarmCode.SAM_AWAY, "", "no card in the reader");
  private static final Alarm CHIP = Alarm.of(AlarmCode.CHIP_KNOWN, "encoder-1");

  @TempDir Path folder;
  private LedgerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void close() {
    assertThat(fixture.ledger.verify()).isEmpty();
    fixture.close();
  }

  private void restart() {
    var now = fixture.now.get();
    fixture.close();
    fixture = new LedgerFixture(folder);
    fixture.now.set(now);
  }

  private void settle(Alarm... held) {
    fixture.ledger.alarms().settle(LOOKED, List.of(held));
  }

  /** What was told and is not acknowledged. */
  private List<String> told() {
    Outbox outbox = fixture.ledger.outbox();
    return outbox.after(outbox.acknowledged(), 100).stream()
        .map(entry -> entry.event().state() + " " + entry.event().subject())
        .toList();
  }

  @Test
  void what_lasts_is_raised_once_across_restarts_and_cleared_once() {
    settle(SAM);
    settle(SAM);
    restart();
    settle(SAM);
    assertThat(told()).containsExactly("raised sam-away");
    assertThat(fixture.ledger.alarms().open())
        .singleElement()
        .satisfies(open -> {
          assertThat(open.alarm()).isEqualTo(SAM);
          assertThat(open.since()).isEqualTo(fixture.now.get());
        });
    settle();
    settle();
    restart();
    settle();
    assertThat(told()).containsExactly("raised sam-away", "cleared sam-away");
    assertThat(fixture.ledger.alarms().open()).isEmpty();
  }

  @Test
  void nothing_is_recorded_while_nothing_changes() {
    settle(SAM);
    long before = fixture.ledger.latest();
    settle(new Alarm(AlarmCode.SAM_AWAY, "", "other words"));
    assertThat(fixture.ledger.latest()).isEqualTo(before);
  }

  @Test
  void what_was_not_looked_for_stays_as_it_is() {
    settle(SAM);
    fixture.ledger.alarms().settle(Set.of(AlarmCode.DISK_FULL), List.of());
    assertThat(told()).containsExactly("raised sam-away");
  }

  @Test
  void devices_have_alarms_of_their_own() {
    Alarm first = Alarm.of(AlarmCode.TEST_CARD_FAILED, "encoder-1");
    Alarm second = Alarm.of(AlarmCode.TEST_CARD_FAILED, "encoder-2");
    Set<AlarmCode> looked = Set.of(AlarmCode.TEST_CARD_FAILED);
    fixture.ledger.alarms().settle(looked, List.of(first, second));
    fixture.ledger.alarms().settle(looked, List.of(second));
    assertThat(fixture.ledger.alarms().open().stream().map(Alarms.Open::alarm))
        .containsExactly(second);
  }

  @Test
  void an_occasion_is_told_once_a_day_and_ends_by_itself() {
    fixture.ledger.alarms().met(CHIP);
    fixture.ledger.alarms().met(CHIP);
    restart();
    fixture.ledger.alarms().met(CHIP);
    pass(Duration.ofHours(23));
    settle();
    assertThat(told()).containsExactly("raised chip-known/encoder-1");
    pass(Duration.ofHours(1));
    settle();
    settle();
    assertThat(told())
        .containsExactly("raised chip-known/encoder-1", "cleared chip-known/encoder-1");
  }

  @Test
  void an_occasion_raised_by_a_clock_that_was_ahead_does_not_stay_for_years() {
    Instant right = fixture.now.get();
    fixture.now.set(right.plus(Duration.ofDays(400)));
    fixture.ledger.alarms().met(CHIP);
    fixture.now.set(right);
    settle();
    assertThat(told()).as("while the clock is behind the record").hasSize(1);
    fixture.ledger.time().confirm("lin", "wei");
    settle();
    assertThat(told()).endsWith("cleared chip-known/encoder-1");
    assertThat(fixture.ledger.alarms().open()).isEmpty();
  }

  @Test
  void an_occasion_does_not_end_by_a_clock_that_is_not_believed() {
    fixture.ledger.alarms().met(CHIP);
    fixture.close();
    fixture =
        new LedgerFixture(
            folder, 1, clock -> Timekeeping.of(clock, System::nanoTime, Duration.ofDays(45)));
    pass(Duration.ofDays(400));
    settle();
    assertThat(told()).containsExactly("raised chip-known/encoder-1");
  }

  @Test
  void an_occasion_of_the_next_day_is_a_new_one_though_nobody_has_looked_since() {
    fixture.ledger.alarms().met(CHIP);
    pass(Duration.ofHours(25));
    fixture.ledger.alarms().met(CHIP);
    assertThat(told())
        .containsExactly(
            "raised chip-known/encoder-1",
            "cleared chip-known/encoder-1",
            "raised chip-known/encoder-1");
  }

  @Test
  void one_that_comes_and_goes_is_told_four_times_a_day_and_then_that_it_flaps() {
    for (int i = 0; i < 50; i++) {
      settle(SAM);
      settle();
      if (i % 10 == 0) {
        restart();
      }
    }
    settle(SAM);
    assertThat(told()).hasSize(9).endsWith("cleared sam-away", "raised flapping/sam-away");
    long before = fixture.ledger.latest();
    settle(SAM);
    assertThat(fixture.ledger.latest()).isEqualTo(before);
    pass(Duration.ofDays(1));
    settle(SAM);
    assertThat(told()).hasSize(11).endsWith("cleared flapping/sam-away", "raised sam-away");
    settle(SAM);
    assertThat(told()).hasSize(11);
  }

  @Test
  void a_cut_off_end_of_the_process_loses_no_alarm_and_tells_none_twice() {
    settle(SAM);
    // Nothing is acknowledged: a new process finds the outbox as it was left.
    restart();
    assertThat(told()).containsExactly("raised sam-away");
    long through = fixture.ledger.outbox().newest();
    for (int i = 0; i < Outbox.HEADS_A_MARK; i++) {
      fixture
          .ledger
          .alarms()
          .settle(
              Set.of(AlarmCode.TEST_CARD_FAILED),
              List.of(Alarm.of(AlarmCode.TEST_CARD_FAILED, "encoder-" + i)));
    }
    assertThat(fixture.ledger.outbox().acknowledge(through).join()).isFalse();
    assertThat(fixture.ledger.outbox().acknowledge(fixture.ledger.outbox().newest()).join())
        .isFalse();
    assertThat(told()).isEmpty();
    restart();
    settle(SAM);
    assertThat(told()).isEmpty();
  }

  @Test
  void a_new_epoch_begins_without_alarms_and_what_lasts_is_raised_in_it() throws Exception {
    Standing.Terms terms = new Standing.Terms("st-1", folder.resolve("anchor"), "m", true);
    fixture.ledger.standing().begin(terms);
    settle(SAM);
    var acceptances = fixture.ledger.stationAcceptances();
    long accepted =
        acceptances.record(
            new StationAcceptances.Result(true, "0A", "ab".repeat(32), "lin", "wei", ""));
    assertThat(acceptances.newest().orElseThrow().isExpired()).isFalse();
    fixture.ledger.grants().require(GrantFixture.TERMS);
    GrantFixture anew = new GrantFixture();
    anew.epoch = 2;
    anew.head = GrantFixture.head(fixture.ledger);
    fixture.ledger.grants().install(anew.signed());
    assertThat(fixture.ledger.standing().epoch()).isEqualTo(2);
    assertThat(fixture.ledger.alarms().open()).isEmpty();
    assertThat(acceptances.newest().orElseThrow().isExpired()).isTrue();
    assertThat(acceptances.newest().orElseThrow().recorded().sequence()).isEqualTo(accepted);
    assertThat(LedgerGlance.acceptance(LedgerFixture.file(folder))).isEqualTo(acceptances.newest());
    settle(SAM);
    assertThat(told()).containsExactly("raised sam-away", "accepted acceptance", "raised sam-away");
  }

  @Test
  void a_card_in_doubt_is_a_cause_after_a_day_and_wrong_pins_within_one() {
    fixture.accept("a");
    fixture.advance("a", "0A", JobState.OPENED, JobState.ACTIVATING).doubt("pulled");
    for (int i = 0; i < 3; i++) {
      assertThat(causes()).isEmpty();
      fixture.ledger.wrongPins().wrong("lin");
    }
    assertThat(causes()).containsExactly(AlarmCode.PIN_REFUSED);
    pass(Duration.ofHours(24).plusMillis(1));
    assertThat(causes()).containsExactly(AlarmCode.CARD_IN_DOUBT);
    fixture.ledger.wrongPins().wrong("lin");
    assertThat(causes()).containsExactly(AlarmCode.CARD_IN_DOUBT, AlarmCode.PIN_REFUSED);
    fixture.ledger.wrongPins().right("lin");
    assertThat(causes()).containsExactly(AlarmCode.CARD_IN_DOUBT);
    assertThat(fixture.ledger.alarmCauses().now().getFirst().what()).doesNotContain("lin", "0A");
  }

  @Test
  void blanks_that_do_not_add_up_are_a_cause_until_a_shift_is_closed_without() {
    fixture.ledger.stock().requireBatch(false);
    assertThat(fixture.ledger.shifts().open(1, "lin", Map.of()).number()).isEqualTo(1);
    fixture.accept("a");
    LedgerFixture.issue(fixture.advance("a", "0A", JobState.OPENED, JobState.WRITING), "0A");
    assertThat(causes()).isEmpty();
    assertThat(fixture.closeShift(1).closing()).isPresent();
    assertThat(causes()).containsExactly(AlarmCode.STOCK_DISCREPANCY);
  }

  private List<AlarmCode> causes() {
    return fixture.ledger.alarmCauses().now().stream().map(Alarm::code).toList();
  }

  private void pass(Duration time) {
    fixture.now.updateAndGet(now -> now.plus(time));
  }
}
