package org.countersign.personalization.issue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Something that is worked out on a thread of its own while the chip works. Whoever begins it waits
 * for its end, so that nothing of a card goes on when the card is done with.
 *
 * @param result what is worked out
 */
record Ahead<T>(CompletableFuture<T> result) {

  /** Begins; the name is the thread's. */
  static <T> Ahead<T> begin(Beside beside, String name, Supplier<T> work) {
    return new Ahead<>(CompletableFuture.supplyAsync(work, task -> beside.begin(name, task)));
  }

  /** Waits until it ended, well or not; an interrupt does not cut it short. */
  void await() {
    CompletableFuture<Boolean> ended = result.handle((value, failure) -> true);
    boolean over = ended.join();
    assert over;
  }

  /** Waits for the result, or throws what the work threw. */
  T get() {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : e;
    }
  }
}
