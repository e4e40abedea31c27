package org.countersign.host.process;

import java.util.function.LongSupplier;

/** How many events of a child are passed on: a few at once, then a steady trickle. One thread. */
final class EventLimit {

  /** What becomes of an event. */
  enum Verdict {
    PASS,
    DROP,
    /** So many were dropped within a second that the child is not in its right mind. */
    FLOOD
  }

  static final int AT_ONCE = 200;
  static final int A_SECOND = 100;
  static final int FLOOD_A_SECOND = 5_000;

  private static final long SECOND = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private double tokens = AT_ONCE;
  private long last;
  private long secondBegan;
  private int dropped;

  EventLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
    this.secondBegan = last;
  }

  Verdict take() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(AT_ONCE, tokens + (now - last) * (double) A_SECOND / SECOND);
    last = now;
    if (now - secondBegan >= SECOND) {
      secondBegan = now;
      dropped = 0;
    }
    if (tokens >= 1) {
      tokens--;
      return Verdict.PASS;
    }
    dropped++;
    return dropped > FLOOD_A_SECOND ? Verdict.FLOOD : Verdict.DROP;
  }
}
