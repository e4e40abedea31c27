package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.countersign.station.stock.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The station's own pace, from its record. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PaceCountTest {

  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 2);

  @TempDir private Path folder;
  private LedgerFixture fixture;
  private int jobs;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Instant at(int day, LocalTime time) {
    return MONDAY.plusDays(day).atTime(time).atZone(ZoneId.systemDefault()).toInstant();
  }

  private void begin(int day, int cards) {
    fixture.now.set(at(day, LocalTime.of(9, 0)));
    for (int i = 0; i < cards; i++) {
      String job = "job-" + jobs++;
      fixture.accept(job);
      fixture.ledger.reserve(job, LedgerFixture.SERIALS);
    }
  }

  private double paceOn(int day) {
    fixture.now.set(at(day, LocalTime.of(8, 0)));
    return fixture.ledger.pace().cardsADay();
  }

  @Test
  void a_new_station_has_the_slowest_pace() {
    assertThat(paceOn(0)).isEqualTo(Pace.LEAST);
    begin(0, 1);
    assertThat(paceOn(1)).isEqualTo(Pace.LEAST);
  }

  @Test
  void it_is_the_mean_of_the_days_on_which_cards_were_begun() {
    begin(0, 6);
    begin(1, 10);
    // A weekend, and a day off.
    begin(7, 11);
    assertThat(paceOn(8)).isEqualTo(9);
  }

  @Test
  void the_day_that_has_begun_counts_only_if_there_is_no_other() {
    begin(0, 12);
    fixture.now.set(at(0, LocalTime.of(10, 0)));
    assertThat(fixture.ledger.pace().cardsADay()).isEqualTo(12);
    begin(1, 5);
    fixture.now.set(at(1, LocalTime.of(10, 0)));
    assertThat(fixture.ledger.pace().cardsADay()).isEqualTo(12);
  }

  @Test
  void only_the_last_ten_working_days_of_the_last_thirty_count() {
    begin(0, 40);
    for (int day = 1; day <= 10; day++) {
      begin(day, 5);
    }
    assertThat(paceOn(11)).isEqualTo(5);
    assertThat(paceOn(41)).isEqualTo(Pace.LEAST);
  }

  @Test
  void it_is_counted_anew_after_a_minute() {
    begin(0, 12);
    assertThat(paceOn(1)).isEqualTo(12);
    begin(1, 20);
    fixture.now.set(at(1, LocalTime.of(8, 0)).plus(Duration.ofMinutes(1)));
    assertThat(fixture.ledger.pace().cardsADay()).isEqualTo(12);
    assertThat(paceOn(2)).isEqualTo(16);
  }

  @Test
  void a_ledger_that_no_station_has_open_tells_the_same() {
    begin(0, 12);
    assertThat(LedgerGlance.pace(LedgerFixture.file(folder), at(1, LocalTime.NOON)).cardsADay())
        .isEqualTo(12);
  }
}
