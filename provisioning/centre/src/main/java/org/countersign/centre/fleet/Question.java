package org.countersign.centre.fleet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** What somebody asks the fleet, and where the answer goes. */
record Question<T>(Function<FleetView, T> asked, CompletableFuture<T> answer) {

  void answer(FleetView view) {
    try {
      answer.complete(asked.apply(view));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    } catch (Error e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  void refuse() {
    answer.completeExceptionally(
        new RejectedExecutionException("the fleet is asked too much at once, or is shut down"));
  }
}
