package org.countersign.link;

import java.util.concurrent.TimeUnit;

/** The time that faults take, which a test may make its own. */
public interface FaultClock {

  /** The real one. */
  FaultClock SYSTEM =
      new FaultClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void rest(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** Nanoseconds, only forward. */
  long nanoTime();

  /** Lets so much time pass. */
  void rest(long nanos) throws InterruptedException;
}
