package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Measures the steps of a card one after the other. */
final class StepClock {

  private final LongSupplier nanoTime;
  private final List<IssuedCard.StepTime> steps = new ArrayList<>();
  private long since;

  StepClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** All time since the step before belongs to this one. */
  void finished(String step) {
    long now = nanoTime.getAsLong();
    steps.add(new IssuedCard.StepTime(step, Duration.ofNanos(now - since)));
    since = now;
  }

  List<IssuedCard.StepTime> steps() {
    return steps;
  }
}
