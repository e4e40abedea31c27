package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which part a heartbeat names, on a clock that the test moves. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VitalsTest {

  private static final Duration NEARLY = Vitals.LIMIT.minusMillis(1);

  private final List<Runnable> ticks = new ArrayList<>();
  private Duration ledger = Duration.ZERO;
  private Duration api = Duration.ZERO;
  private Optional<String> standstill = Optional.empty();
  private Duration passed = Duration.ZERO;
  private final Vitals vitals =
      Vitals.of(
          () -> ledger,
          ticks::add,
          () -> standstill,
          () -> api,
          () -> Long.MAX_VALUE - 1_000 + passed.toNanos()); // The clock may wrap.

  private void tickAfter(Duration time) {
    passed = passed.plus(time);
    ticks.forEach(Runnable::run);
  }

  @Test
  void while_all_come_round_none_is_named() {
    for (int i = 0; i < 100; i++) {
      tickAfter(NEARLY);
      ledger = NEARLY;
      api = NEARLY;
      assertThat(vitals.get()).isEmpty();
    }
  }

  @Test
  void the_first_part_that_has_not_come_round_in_time_is_named_until_it_does() {
    api = Vitals.LIMIT;
    assertThat(vitals.get()).isEqualTo("api");
    ledger = Vitals.LIMIT;
    assertThat(vitals.get()).isEqualTo("ledger");
    ledger = Duration.ZERO;
    api = Duration.ZERO;
    assertThat(vitals.get()).isEmpty();
  }

  @Test
  void lanes_are_named_when_one_has_stood_still_for_that_long() {
    standstill = Optional.of("the thread of device encoder-1 has ended");
    tickAfter(NEARLY);
    assertThat(vitals.get()).isEmpty();
    tickAfter(Duration.ofMillis(1));
    assertThat(vitals.get()).isEqualTo("lanes");
    standstill = Optional.empty();
    tickAfter(Duration.ofMillis(50));
    assertThat(vitals.get()).isEmpty();
  }

  @Test
  void lanes_are_named_when_the_thread_that_watches_them_does_not_come_round() {
    tickAfter(Duration.ofMillis(50));
    passed = passed.plus(Vitals.LIMIT);
    assertThat(vitals.get()).isEqualTo("lanes");
  }
}
