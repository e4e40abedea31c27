package org.countersign.station.lanes;

import java.time.Duration;

/** Pauses that double up to a longest one. One thread at a time. */
final class BackOff {

  private final Duration first;
  private final Duration most;
  private Duration next;

  BackOff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
    this.next = first;
  }

  /** The next pause. */
  Duration next() {
    Duration pause = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(most) < 0 ? doubled : most;
    return pause;
  }

  /** All is well again. */
  void reset() {
    next = first;
  }
}
