package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LaneMovementTest {

  private static final long LONG = Duration.ofSeconds(119).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong nanos = new AtomicLong();
  private final LaneMovement movement =
      new LaneMovement("encoder-1", Duration.ofMinutes(2), nanos::get);
  private final Thread thread = Thread.currentThread();

  private Optional<String> after(long time, boolean free, long round) {
    nanos.addAndGet(time);
    return movement.look(thread, free, round);
  }

  @Test
  void a_thread_that_may_stay_where_it_is_moves() {
    assertThat(after(0, true, 0)).isEmpty();
    assertThat(after(Duration.ofDays(1).toNanos(), true, 0)).isEmpty();
  }

  @Test
  void a_thread_whose_calls_end_moves() {
    for (int round = 0; round < 100; round++) {
      assertThat(after(LONG, false, round)).isEmpty();
    }
  }

  @Test
  void a_thread_that_neither_waits_nor_calls_stands_still_after_the_limit() {
    assertThat(after(0, true, 7)).isEmpty();
    assertThat(after(LONG, false, 7)).isEmpty();
    assertThat(after(SECOND, false, 7).orElseThrow())
        .startsWith("the thread of device encoder-1 has not come round for 120 s; it is at ");
    assertThat(after(SECOND, false, 8)).isEmpty();
  }

  @Test
  void a_thread_that_has_ended_stands_still_whatever_it_seems_to_do() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Thread dead = Thread.ofPlatform().start(begun::countDown);
    begun.await();
    dead.join();
    assertThat(movement.look(dead, true, 1)).isEmpty();
    nanos.addAndGet(LONG + SECOND);
    assertThat(movement.look(dead, true, 2).orElseThrow())
        .isEqualTo("the thread of device encoder-1 has ended, 120 s");
  }
}
