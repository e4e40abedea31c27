package org.countersign.host.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often the process of one device may end by itself: each end makes the next start wait longer,
 * and too many in a while put the device out of service until the while is over. Thread-safe.
 */
final class CrashBudget {

  /** Ends in the {@link #WINDOW} after which the device is out of service. */
  static final int MOST = 5;

  /** The while in which they are counted. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  private record Crash(long at, String reason) {}

  private final LongSupplier nanoTime;
  private final Deque<Crash> crashes = new ArrayDeque<>();
  private long total;

  CrashBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What forbids a start now. */
  record Hold(boolean outOfService, String reason) {}

  /** Why no process may be started now; empty if one may. */
  synchronized Optional<Hold> hold() {
    long now = nanoTime.getAsLong();
    while (!crashes.isEmpty() && now - crashes.getFirst().at() >= WINDOW.toNanos()) {
      crashes.removeFirst();
    }
    if (crashes.isEmpty()) {
      return Optional.empty();
    }
    Crash last = crashes.getLast();
    if (crashes.size() >= MOST) {
      long minutes =
          1 + Duration.ofNanos(crashes.getFirst().at() + WINDOW.toNanos() - now).toMinutes();
      return Optional.of(
          new Hold(
              true,
              "out of service: the driver's process ended by itself "
                  + crashes.size()
                  + " times in "
                  + WINDOW.toMinutes()
                  + " minutes, last because "
                  + last.reason()
                  + "; tell the driver's vendor with the gateway's log, or install another version."
                  + " It is tried again in "
                  + minutes
                  + " minute(s), or when the gateway is restarted"));
    }
    long wait = last.at() + waitAfter(crashes.size()).toNanos() - now;
    return wait <= 0
        ? Optional.empty()
        : Optional.of(
            new Hold(
                false,
                "the driver's process ended because "
                    + last.reason()
                    + "; it is started again in "
                    + (1 + wait / 1_000_000)
                    + " ms"));
  }

  private static Duration waitAfter(int crashes) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << (crashes - 1));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  /** Counts an end. */
  synchronized void crashed(String reason) {
    crashes.addLast(new Crash(nanoTime.getAsLong(), reason));
    total++;
  }

  /** All ends since the beginning. */
  synchronized long total() {
    return total;
  }
}
