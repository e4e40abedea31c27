package org.countersign.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Waits for what has no event of its own. */
final class Await {

  private static final long LOOK_MILLIS = 20;

  private Await() {}

  /** Something that comes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Looks every 20 ms.
   *
   * @param what said if it does not come true
   * @throws IOException after the limit
   */
  static void until(String what, Duration limit, Condition condition)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IOException("waited " + limit.toSeconds() + " s until " + what);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
