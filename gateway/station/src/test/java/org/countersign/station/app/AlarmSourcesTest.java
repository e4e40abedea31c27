package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.JobState;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a station knows of itself that becomes an alarm. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlarmSourcesTest {

  @TempDir Path folder;
  private LedgerFixture fixture;
  private AlarmSources sources;

  @BeforeEach
  void open() {
    fixture =
        new LedgerFixture(
            folder, 1, clock -> Timekeeping.of(clock, System::nanoTime, Duration.ofDays(45)));
    sources =
        new AlarmSources(fixture.ledger, List.of(), Optional::empty, Map.of(), Optional::empty);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<AlarmCode> held() {
    return sources.now().held().stream().map(Alarm::code).toList();
  }

  private void setClockAheadBy(Duration time) {
    fixture.now.updateAndGet(now -> now.plus(time));
  }

  @Test
  void days_that_a_doubted_clock_says_have_passed_make_no_alarm_and_end_none() {
    Instant right = fixture.now.get();
    fixture.accept("a");
    fixture.advance("a", "0A", JobState.OPENED, JobState.ACTIVATING).doubt("pulled");
    for (int i = 0; i < 3; i++) {
      fixture.ledger.wrongPins().wrong("lin");
    }
    assertThat(held()).containsExactly(AlarmCode.PIN_REFUSED);
    setClockAheadBy(Duration.ofDays(2));
    assertThat(held()).containsExactly(AlarmCode.CLOCK_DOUBTED);
    assertThat(sources.now().looked())
        .contains(AlarmCode.CLOCK_DOUBTED, AlarmCode.STOCK_DISCREPANCY)
        .doesNotContain(
            AlarmCode.CARD_IN_DOUBT,
            AlarmCode.PIN_REFUSED,
            AlarmCode.GRANT_ENDED,
            AlarmCode.KEY_AWAY);
    fixture.now.set(right);
    assertThat(held()).containsExactly(AlarmCode.PIN_REFUSED);
    assertThat(sources.now().looked())
        .contains(AlarmCode.CARD_IN_DOUBT, AlarmCode.PIN_REFUSED)
        .doesNotContain(AlarmCode.FLAPPING, AlarmCode.CHIP_KNOWN);
  }
}
