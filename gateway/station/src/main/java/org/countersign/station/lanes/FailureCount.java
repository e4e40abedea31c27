package org.countersign.station.lanes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Cards that failed one after the other, and the rest that a device takes then. One thread. */
final class FailureCount {

  private final int most;
  private final Duration restTime;
  private final LongSupplier nanoTime;
  private int inARow;
  private String problem = "";
  private Optional<Long> restUntil = Optional.empty();

  FailureCount(int most, Duration restTime, LongSupplier nanoTime) {
    this.most = most;
    this.restTime = restTime;
    this.nanoTime = nanoTime;
  }

  void succeeded() {
    inARow = 0;
  }

  void failed(String newest) {
    inARow++;
    problem = newest;
    if (inARow >= most) {
      restUntil = Optional.of(nanoTime.getAsLong() + restTime.toNanos());
    }
  }

  /** How long the rest still lasts; empty if the device may work. */
  Optional<Duration> rest() {
    if (restUntil.isEmpty()) {
      return Optional.empty();
    }
    long left = restUntil.get() - nanoTime.getAsLong();
    if (left > 0) {
      return Optional.of(Duration.ofNanos(left));
    }
    restUntil = Optional.empty();
    inARow = 0;
    return Optional.empty();
  }

  /** Why it rests. */
  String reason() {
    return inARow
        + " cards failed one after the other, so the device is left alone for "
        + restTime.toSeconds()
        + " s; the last: "
        + problem;
  }
}
