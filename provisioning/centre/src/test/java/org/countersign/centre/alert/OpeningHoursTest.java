package org.countersign.centre.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OpeningHoursTest {

  private static final OpeningHours OFFICE =
      new OpeningHours(
          EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
          LocalTime.of(9, 0),
          LocalTime.of(17, 0),
          ZoneId.of("Asia/Shanghai"),
          Set.of(LocalDate.of(2026, 10, 1)));

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T01:00:00Z, true",
    "2026-11-24T00:59:59Z, false",
    "2026-11-24T08:59:59Z, true",
    "2026-11-24T09:00:00Z, false",
    "2026-11-22T03:00:00Z, false",
    "2026-10-01T03:00:00Z, false",
    "2026-10-02T03:00:00Z, true"
  })
  void counters_are_open_by_their_own_clock(Instant at, boolean open) {
    assertThat(OFFICE.isOpen(at)).isEqualTo(open);
  }

  @Test
  void a_day_may_last_until_its_end() {
    assertThat(OpeningHours.ALWAYS.isOpen(Instant.parse("2026-11-24T23:59:59Z"))).isTrue();
    assertThat(OpeningHours.ALWAYS.isOpen(Instant.parse("2026-11-22T00:00:00Z"))).isTrue();
  }

  @Test
  void a_day_that_ends_before_it_begins_is_refused() {
    assertThatThrownBy(() ->
            new OpeningHours(
                Set.of(), LocalTime.of(17, 0), LocalTime.of(9, 0), ZoneId.of("UTC"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17:00 to 09:00");
  }
}
