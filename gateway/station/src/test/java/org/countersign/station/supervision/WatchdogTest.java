package org.countersign.station.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatchdogTest {

  private final List<String> told = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Optional<String> first = Optional.empty();
  private Optional<String> second = Optional.empty();
  private final Watchdog watchdog =
      new Watchdog(
          assignments -> told.addAll(List.of(assignments)),
          Duration.ofSeconds(20),
          List.of(() -> first, () -> second),
          nanos::get);

  /** Ticks as the clock thread does, 20 times a second. */
  private void ticks(Duration time) {
    for (long i = 0; i < time.toMillis(); i += 50) {
      watchdog.run();
      nanos.addAndGet(50_000_000);
    }
  }

  @Test
  void it_is_fed_four_times_a_period() {
    ticks(Duration.ofSeconds(60));
    assertThat(told).hasSize(12).containsOnly("WATCHDOG=1");
  }

  @Test
  void it_starves_as_soon_as_one_part_stands_still_and_says_which() {
    ticks(Duration.ofSeconds(6));
    told.clear();
    second = Optional.of("the ledger's thread has not come round for 31 s");
    ticks(Duration.ofSeconds(30));
    assertThat(told)
        .containsExactly("STATUS=stands still: the ledger's thread has not come round for 31 s");
  }

  @Test
  void it_is_fed_again_when_all_parts_move_again() {
    first = Optional.of("device a");
    ticks(Duration.ofSeconds(6));
    told.clear();
    first = Optional.empty();
    ticks(Duration.ofSeconds(5));
    assertThat(told).containsExactly("WATCHDOG=1");
  }

  @Test
  void the_period_is_the_one_set_for_this_process() {
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000"), 7))
        .contains(Duration.ofSeconds(30));
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7))
        .isPresent();
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7))
        .isEmpty();
    assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "soon"), 7)).isEmpty();
    assertThat(Watchdog.period(Map.of(), 7)).isEmpty();
  }
}
