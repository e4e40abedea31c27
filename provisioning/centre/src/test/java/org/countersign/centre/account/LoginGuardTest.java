package org.countersign.centre.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LoginGuardTest {

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  private final AtomicLong now = new AtomicLong(5_000_000);
  private final LoginGuard guard = new LoginGuard(now::get);

  private void fail(int times, String name, String address) {
    for (int i = 0; i < times; i++) {
      guard.failed(name, address);
    }
  }

  @Test
  void four_failures_cost_no_wait_and_the_fifth_makes_the_next_wait() {
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
    fail(4, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
    fail(1, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(30 * SECOND);
  }

  @Test
  void the_wait_runs_out() {
    fail(5, "ma", "10.0.0.1");
    now.addAndGet(29 * SECOND);
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(SECOND);
    now.addAndGet(SECOND);
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
  }

  @Test
  void each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
    fail(4, "ma", "10.0.0.1");
    long[] waits = {30, 60, 120, 240, 480, 900, 900};
    for (long seconds : waits) {
      fail(1, "ma", "10.0.0.1");
      assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(seconds * SECOND);
      now.addAndGet(seconds * SECOND);
      assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
    }
    fail(200, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(15 * MINUTE);
  }

  @Test
  void a_name_waits_from_every_address() {
    for (int i = 0; i < 5; i++) {
      guard.failed("ma", "10.0.0." + i);
    }
    assertThat(guard.waitMillis("ma", "10.0.0.99")).isEqualTo(30 * SECOND);
    assertThat(guard.waitMillis("li", "10.0.0.1")).isZero();
  }

  @Test
  void an_address_waits_with_every_name() {
    for (int i = 0; i < 5; i++) {
      guard.failed("name" + i, "10.0.0.1");
    }
    assertThat(guard.waitMillis("li", "10.0.0.1")).isEqualTo(30 * SECOND);
    assertThat(guard.waitMillis("name1", "10.0.0.2")).isZero();
  }

  @Test
  void a_name_that_looks_like_an_address_is_none() {
    fail(5, "10.0.0.7", "10.0.0.1");
    assertThat(guard.waitMillis("li", "10.0.0.7")).isZero();
  }

  @Test
  void a_right_login_takes_the_failures_back() {
    fail(4, "ma", "10.0.0.1");
    guard.succeeded("ma", "10.0.0.1");
    fail(4, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
  }

  @Test
  void failures_are_forgotten_half_an_hour_after_the_last() {
    fail(4, "ma", "10.0.0.1");
    now.addAndGet(30 * MINUTE);
    fail(1, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(30 * SECOND);

    now.addAndGet(30 * MINUTE + 1);
    fail(1, "ma", "10.0.0.1");
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isZero();
  }

  @Test
  void ever_new_names_push_out_the_oldest_and_not_the_one_that_is_tried() {
    fail(5, "old", "10.9.9.9");
    fail(5, "ma", "10.0.0.1");
    for (int i = 0; i < 6_000; i++) {
      guard.failed("name" + i, "192.0.2." + i);
      if (i % 100 == 0) {
        assertThat(guard.waitMillis("ma", "10.0.0.1")).isPositive();
      }
    }
    assertThat(guard.waitMillis("old", "10.9.9.9")).isZero();
    assertThat(guard.waitMillis("ma", "10.0.0.1")).isEqualTo(30 * SECOND);
  }
}
