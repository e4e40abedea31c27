package org.countersign.station.lanes;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a device's thread. Rings once however often it is pulled before somebody listens. Not
 * final: a harness with a clock of its own waits otherwise.
 */
class Bell {

  private final Semaphore rung = new Semaphore(0);
  private volatile boolean awaited;

  /** Any thread; never waits. */
  void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits for a ring, an interrupt or the end of the limit, whichever is first. */
  void await(Duration limit) {
    awaited = true;
    try {
      if (rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        rung.drainPermits();
      }
    } catch (InterruptedException e) {
      // An interrupt means "stop waiting" and has done so; what comes next looks for itself.
      rung.drainPermits();
    } finally {
      awaited = false;
    }
  }

  /** Whether a thread waits for it now. Any thread. */
  boolean isAwaited() {
    return awaited;
  }
}
