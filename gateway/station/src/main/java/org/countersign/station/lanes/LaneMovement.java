package org.countersign.station.lanes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether a device's thread comes round. It moves if it waits for work, if a call into the driver
 * runs, whose deadline is watched by others, or if a call has ended since; it stands still when it
 * does none of that for longer than any work of the gateway's own takes, or has ended. The clock
 * thread.
 */
final class LaneMovement {

  private final String device;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private long movedAt;
  private long rounds = -1;

  LaneMovement(String device, Duration limit, LongSupplier nanoTime) {
    this.device = device;
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.movedAt = nanoTime.getAsLong();
  }

  /**
   * Looks at the thread.
   *
   * @param free whether it is where it may stay: waiting, in a watched call, or told to end
   * @param round grows with every call that ends
   */
  Optional<String> look(Thread thread, boolean free, long round) {
    long now = nanoTime.getAsLong();
    boolean alive = thread.getState() != Thread.State.TERMINATED;
    if (alive && (free || round != rounds)) {
      movedAt = now;
      rounds = round;
    }
    Duration standing = Duration.ofNanos(now - movedAt);
    if (standing.compareTo(limit) < 0) {
      return Optional.empty();
    }
    StackTraceElement[] where = thread.getStackTrace();
    return Optional.of(
        "the thread of device "
            + device
            + (alive ? " has not come round for " : " has ended, ")
            + standing.toSeconds()
            + " s"
            + (where.length == 0 ? "" : "; it is at " + where[0]));
  }
}
