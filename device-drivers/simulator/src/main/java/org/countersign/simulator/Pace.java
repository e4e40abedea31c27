package org.countersign.simulator;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The clock that a simulated device lives by; tests bring one of their own. */
public interface Pace {

  /** Monotonic nanoseconds. */
  long nanoTime();

  /**
   * Lets time pass on the calling thread.
   *
   * @param nanoTime when to return
   * @param stop asked after every wake-up; true returns at once, as an interrupt does, which stays
   *     pending
   */
  void sleepUntil(long nanoTime, BooleanSupplier stop);

  /** Real time: parks until the deadline, so that many short sleeps do not add up their errors. */
  static Pace real() {
    return new Pace() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void sleepUntil(long deadline, BooleanSupplier stop) {
        long left = deadline - System.nanoTime();
        while (left > 0 && !stop.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
          LockSupport.parkNanos(left);
          left = deadline - System.nanoTime();
        }
      }
    };
  }
}
