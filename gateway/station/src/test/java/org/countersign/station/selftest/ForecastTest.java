package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.station.stock.Pace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForecastTest {

  private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");
  private static final Blanks COUNTED =
      () -> Map.of("a", new Blanks.Count(30, 5), "b", new Blanks.Count(20, 5));

  @TempDir Path folder;

  @Test
  void days_are_what_is_left_by_the_stations_own_pace() {
    Map<String, OptionalDouble> days = forecast(COUNTED, Grant.NONE, Optional.empty());
    assertThat(days).containsOnlyKeys("blanks", "serials", "disk");
    assertThat(days.get("blanks")).hasValue(5);
    assertThat(days.get("serials")).hasValue(40);
    assertThat(days.get("disk").orElseThrow()).isPositive();
  }

  @Test
  void a_product_that_nobody_counts_leaves_the_blanks_open() {
    Blanks one = () -> Map.of("a", new Blanks.Count(30, 5));
    assertThat(forecast(one, Grant.NONE, Optional.empty()).get("blanks")).isEmpty();
  }

  @Test
  void a_grant_ends_with_its_cards_or_at_its_date() {
    assertThat(grant(100, Duration.ofDays(3)).get("grant")).hasValue(3);
    assertThat(grant(100, Duration.ofDays(30)).get("grant")).hasValue(10);
    assertThat(grant(100, Duration.ofDays(-1)).get("grant")).hasValue(0);
  }

  @Test
  void a_sam_is_told_where_there_is_one_and_left_open_while_it_is_silent() {
    assertThat(forecast(COUNTED, Grant.NONE, Optional.of(() -> Optional.of(70L))).get("sam"))
        .hasValue(7);
    assertThat(forecast(COUNTED, Grant.NONE, Optional.of(Optional::empty)).get("sam")).isEmpty();
  }

  private Map<String, OptionalDouble> grant(long cards, Duration left) {
    Grant.Left grant = new Grant.Left(cards, NOW.plus(left), Optional.empty());
    return forecast(COUNTED, () -> Optional.of(grant), Optional.empty());
  }

  private Map<String, OptionalDouble> forecast(
      Blanks blanks, Grant grant, Optional<Supplier<Optional<Long>>> sam) {
    return new Forecast(
            Set.of("a", "b"),
            blanks,
            () -> 400,
            grant,
            new DiskCheck(folder.resolve("station.db"), 1),
            sam,
            () -> new Pace(10),
            Clock.fixed(NOW, ZoneOffset.UTC))
        .days();
  }
}
