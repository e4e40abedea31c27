package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CallGuardTest {

  private final Watchdog watchdog = new Watchdog();
  private final CallGuard guard = watchdog.newGuard();
  private final CountDownLatch broken = new CountDownLatch(1);

  private static long in(Duration span) {
    return System.nanoTime() + span.toNanos();
  }

  @Test
  void aCallThatEndsInTimeIsLeftAlone() {
    assertThat(guard.enter(in(Duration.ofMinutes(1)), broken::countDown)).isNull();
    assertThat(guard.leave()).isNull();
    assertThat(broken.getCount()).isEqualTo(1);
  }

  @Test
  void aCallPastItsDeadlineIsBrokenOff() throws InterruptedException {
    guard.enter(in(Duration.ofMillis(20)), broken::countDown);
    assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.leave()).isEqualTo(Breach.DEADLINE);
  }

  @Test
  void aShortDeadlineIsKeptWhileALongCallIsWatchedToo() throws InterruptedException {
    CallGuard other = watchdog.newGuard();
    other.enter(in(Duration.ofMinutes(1)), () -> {});
    guard.enter(in(Duration.ofMillis(20)), broken::countDown);
    assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingBreaksOffTheCallAndRefusesTheNext() {
    guard.enter(in(Duration.ofMinutes(1)), broken::countDown);
    guard.close();
    assertThat(broken.getCount()).isZero();
    assertThat(guard.leave()).isEqualTo(Breach.CLOSE);
    assertThat(guard.enter(in(Duration.ofMinutes(1)), () -> {})).isEqualTo(Breach.CLOSE);
  }

  @Test
  void anInterruptedThreadDoesNotBegin() {
    Thread.currentThread().interrupt();
    assertThat(guard.enter(in(Duration.ofMinutes(1)), () -> {})).isEqualTo(Breach.INTERRUPT);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theWatchdogEndsWithTheLastGuardAndReturnsWithTheNext() throws InterruptedException {
    watchdog.forget(guard);
    CallGuard next = watchdog.newGuard();
    next.enter(in(Duration.ofMillis(20)), broken::countDown);
    assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
