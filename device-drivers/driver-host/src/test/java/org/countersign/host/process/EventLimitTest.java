package org.countersign.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.host.process.EventLimit.Verdict;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventLimitTest {

  private final AtomicLong clock = new AtomicLong();
  private final EventLimit limit = new EventLimit(clock::get);

  private void take(int times, Verdict expected) {
    for (int i = 0; i < times; i++) {
      assertThat(limit.take()).as("event " + i).isEqualTo(expected);
    }
  }

  @Test
  void many_at_once_pass_then_a_trickle() {
    take(EventLimit.AT_ONCE, Verdict.PASS);
    take(1, Verdict.DROP);
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    take(EventLimit.A_SECOND / 10, Verdict.PASS);
    take(1, Verdict.DROP);
  }

  @Test
  void too_many_in_a_second_are_a_flood_and_the_same_over_time_are_not() {
    take(EventLimit.AT_ONCE, Verdict.PASS);
    take(EventLimit.FLOOD_A_SECOND, Verdict.DROP);
    take(1, Verdict.FLOOD);

    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    take(EventLimit.A_SECOND, Verdict.PASS);
    take(EventLimit.FLOOD_A_SECOND, Verdict.DROP);
  }
}
