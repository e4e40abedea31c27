package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two looks agree on goes on record. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StationAlarmsTest {

  private static final Alarm SAM = Alarm.of(AlarmCode.SAM_AWAY, "");

  @TempDir Path folder;
  private LedgerFixture fixture;
  private StationAlarms alarms;
  private List<Alarm> held = new ArrayList<>();
  private Set<AlarmCode> looked = EnumSet.of(AlarmCode.SAM_AWAY, AlarmCode.TEST_CARD_FAILED);

  @BeforeEach
  void start() {
    fixture = new LedgerFixture(folder);
    alarms = new StationAlarms(fixture.ledger, () -> new AlarmSources.Look(looked, held));
  }

  @AfterEach
  void stop() {
    alarms.close();
    fixture.close();
  }

  private void restart() {
    stop();
    start();
  }

  private void look(Alarm... now) {
    held = List.of(now);
    alarms.look();
  }

  private List<String> told() {
    return fixture.ledger.outbox().after(0, 100).stream()
        .map(entry -> entry.event().state() + " " + entry.event().subject())
        .toList();
  }

  @Test
  void what_is_seen_once_is_not_told() {
    look(SAM);
    look();
    look(SAM);
    look();
    assertThat(told()).isEmpty();
  }

  @Test
  void what_is_seen_twice_is_told_and_ends_when_it_was_missed_twice() {
    look(SAM);
    look(SAM);
    assertThat(told()).containsExactly("raised sam-away");
    look();
    look(SAM);
    look();
    assertThat(told()).containsExactly("raised sam-away");
    look();
    assertThat(told()).containsExactly("raised sam-away", "cleared sam-away");
  }

  @Test
  void a_restart_tells_nothing_again_and_clears_nothing_in_its_first_moment() {
    look(SAM);
    look(SAM);
    restart();
    look();
    look(SAM);
    assertThat(told()).containsExactly("raised sam-away");
    restart();
    look();
    look();
    assertThat(told()).containsExactly("raised sam-away", "cleared sam-away");
  }

  @Test
  void what_nobody_knows_yet_after_a_restart_stays_until_it_is_known() {
    Alarm device = Alarm.of(AlarmCode.TEST_CARD_FAILED, "encoder-1");
    look(device);
    look(device);
    restart();
    looked = EnumSet.of(AlarmCode.SAM_AWAY);
    look();
    look();
    look();
    assertThat(told()).containsExactly("raised test-card-failed/encoder-1");
    looked = EnumSet.of(AlarmCode.SAM_AWAY, AlarmCode.TEST_CARD_FAILED);
    look();
    look();
    assertThat(told())
        .containsExactly("raised test-card-failed/encoder-1", "cleared test-card-failed/encoder-1");
  }
}
