package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes by itself, with a deadline. */
final class Eventually {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 50_000_000;

  private Eventually() {}

  /**
   * Waits until a value is as it should be, and gives it.
   *
   * @param what for the failure, which also tells the value that was found last
   */
  static <T> T until(String what, Callable<T> value, Predicate<T> holds) throws Exception {
    return within(LONGEST, what, value, holds);
  }

  /** The same for what takes longer by design. */
  static <T> T within(Duration longest, String what, Callable<T> value, Predicate<T> holds)
      throws Exception {
    long deadline = System.nanoTime() + longest.toNanos();
    T found = value.call();
    while (!holds.test(found)) {
      assertThat(System.nanoTime() - deadline).as("%s in time, found %s", what, found).isNegative();
      LockSupport.parkNanos(PAUSE_NANOS);
      found = value.call();
    }
    return found;
  }

  /** Waits until something holds. */
  static void until(String what, Callable<Boolean> holds) throws Exception {
    var ignored = until(what, holds, found -> found);
  }
}
