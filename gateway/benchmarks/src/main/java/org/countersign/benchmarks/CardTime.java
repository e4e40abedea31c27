package org.countersign.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** How a card in software takes its time. */
final class CardTime {

  /**
   * A parked thread comes back about this much late, and not always equally. The rest is spun, so
   * that a card is as exact as the two sides of a ratio need it.
   */
  private static final long SPUN_NANOS = 200_000;

  private CardTime() {}

  /**
   * Lets time pass.
   *
   * @param deadline when to return, on the scale of {@link System#nanoTime}
   */
  static void passUntil(long deadline) {
    long left = deadline - System.nanoTime();
    while (left > 0) {
      if (left > SPUN_NANOS) {
        LockSupport.parkNanos(left - SPUN_NANOS);
      } else {
        Thread.onSpinWait();
      }
      left = deadline - System.nanoTime();
    }
  }
}
