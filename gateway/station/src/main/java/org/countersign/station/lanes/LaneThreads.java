package org.countersign.station.lanes;

import org.countersign.personalization.issue.Beside;

/**
 * Where a lane's threads come from and how they wait. A harness with time of its own gives others.
 */
interface LaneThreads {

  /** A device's thread, not started. */
  Thread device(String name, Runnable work);

  /** Begins what goes on beside it. */
  Beside beside();

  /** What the device's thread waits at. */
  Bell bell();

  /** Threads of the platform, and its clock. */
  static LaneThreads real() {
    return new LaneThreads() {
      @Override
      public Thread device(String name, Runnable work) {
        // A daemon: a hanging driver must not keep the process from ending.
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
      }

      @Override
      public Beside beside() {
        return Beside.threads();
      }

      @Override
      public Bell bell() {
        return new Bell();
      }
    };
  }
}
