package org.countersign.station.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PaceTest {

  @Test
  void what_lasts_for_less_than_five_working_days_is_low() {
    Pace pace = Pace.of(List.of(90L, 110L));
    assertThat(pace.isLow(500)).isFalse();
    assertThat(pace.isLow(499)).isTrue();
    assertThat(pace.days(250)).isEqualTo(2.5);
  }

  @Test
  void a_quiet_station_is_told_below_twenty() {
    assertThat(Pace.of(List.of(1L, 1L)).isLow(20)).isFalse();
    assertThat(Pace.of(List.of()).isLow(19)).isTrue();
  }

  @Test
  void what_is_overspent_lasts_no_day() {
    assertThat(Pace.SLOWEST.days(-3)).isZero();
  }

  @Test
  void what_ends_within_a_week_is_soon() {
    assertThat(Pace.isSoon(Duration.ofDays(7))).isFalse();
    assertThat(Pace.isSoon(Duration.ofDays(7).minusSeconds(1))).isTrue();
  }
}
