package org.countersign.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashBudgetTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow.
  private final CrashBudget budget = new CrashBudget(clock::get);

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void each_end_makes_the_next_start_wait_twice_as_long() {
    assertThat(budget.hold()).isEmpty();
    for (long wait : new long[] {250, 500, 1_000, 2_000}) {
      budget.crashed("it exited");
      pass(wait - 1);
      assertThat(budget.hold().orElseThrow().outOfService()).isFalse();
      pass(1);
      assertThat(budget.hold()).isEmpty();
    }
  }

  @Test
  void five_in_ten_minutes_are_too_many_until_the_first_is_ten_minutes_old() {
    for (int i = 0; i < 5; i++) {
      budget.crashed("it exited");
      pass(1_000);
    }
    assertThat(budget.hold().orElseThrow().reason())
        .contains("5 times in 10 minutes", "it exited", "tried again in 10 minute(s)");
    pass(595_000 - 1);
    assertThat(budget.hold().orElseThrow().outOfService()).isTrue();
    pass(1);
    assertThat(budget.hold()).isEmpty();
    assertThat(budget.total()).isEqualTo(5);
  }
}
