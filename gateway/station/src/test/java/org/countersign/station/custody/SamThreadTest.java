package org.countersign.station.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SamThreadTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final SamThread thread = new SamThread();
  private final BlockingQueue<Secret> late = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    thread.close(() -> {}, LONG);
  }

  private static Secret key() {
    return SoftSam.secret(Bytes.hex("404142434445464748494A4B4C4D4E4F"));
  }

  @Test
  void what_comes_in_time_is_for_who_asked_alone() throws Exception {
    assertThat(thread.ask(SamThreadTest::key, late::add, LONG)).isEqualTo(key());
    assertThat(late).isEmpty();
  }

  @Test
  void what_comes_when_nobody_waits_any_more_is_given_away_to_be_wiped() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    assertThatThrownBy(() ->
            thread.ask(
                () -> {
                  awaitUninterruptibly(hangs); // As a native call does.
                  return key();
                },
                late::add,
                SHORT))
        .isInstanceOf(TimeoutException.class);
    hangs.countDown();
    assertThat(late.poll(20, TimeUnit.SECONDS)).isEqualTo(key());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Not heeded.
      }
    }
  }

  @Test
  void work_that_nobody_waits_for_any_more_is_not_begun() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    List<Secret> made = new CopyOnWriteArrayList<>();
    var look = thread.again(() -> awaitUninterruptibly(hangs), LONG);
    assertThatThrownBy(() ->
            thread.ask(
                () -> {
                  made.add(key());
                  return key();
                },
                late::add,
                SHORT))
        .isInstanceOf(TimeoutException.class);
    hangs.countDown();
    assertThat(thread.ask(SamThreadTest::key, late::add, LONG)).isEqualTo(key());
    assertThat(made).isEmpty();
    assertThat(look.cancel(true)).isTrue();
  }

  @Test
  void what_the_work_fails_with_is_told() {
    DeviceException pulled =
        new DeviceException(Fault.CARD_TAKEN, Effect.UNKNOWN, "", "it was pulled");
    assertThatThrownBy(() ->
            thread.ask(
                () -> {
                  throw pulled;
                },
                late::add,
                LONG))
        .isInstanceOf(ExecutionException.class)
        .hasCause(pulled);
  }
}
