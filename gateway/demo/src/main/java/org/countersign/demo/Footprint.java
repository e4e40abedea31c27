package org.countersign.demo;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What the whole process needs at a moment.
 *
 * @param card after so many cards
 * @param heapMb heap in use after a collection, MB
 * @param threads live threads
 */
record Footprint(int card, long heapMb, int threads) {

  private static final int SAMPLES = 5;

  /** A sample if the card is one of those at which one is taken; only in runs worth it. */
  static Optional<Footprint> sample(int card, int cards) {
    if (cards < 100 || card % (cards / SAMPLES) != 0) {
      return Optional.empty();
    }
    System.gc();
    return Optional.of(
        new Footprint(
            card,
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
            ManagementFactory.getThreadMXBean().getThreadCount()));
  }

  @Override
  public String toString() {
    return "After card %,d: heap %d MB, %d threads".formatted(card, heapMb, threads);
  }
}
