package org.countersign.station.lanes;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.station.jobs.TestCards.Answer;
import org.jspecify.annotations.Nullable;

/** Where a device's thread finds that it is to try its test card. One request waits at most. */
final class TestCardRequests {

  private final Bell bell;
  private final AtomicReference<@Nullable CompletableFuture<Answer>> waiting =
      new AtomicReference<>();

  /** Wakes the device's thread by its bell. */
  TestCardRequests(Bell bell) {
    this.bell = bell;
  }

  /** Asks; one that was asked before and not taken is answered as busy. Any thread. */
  CompletableFuture<Answer> ask() {
    CompletableFuture<Answer> asked = new CompletableFuture<>();
    CompletableFuture<Answer> before = waiting.getAndSet(asked);
    if (before != null) {
      before.complete(new Answer.Busy());
    }
    bell.ring();
    return asked;
  }

  /** Takes the request, which must be answered then. The device's thread. */
  Optional<CompletableFuture<Answer>> take() {
    return Optional.ofNullable(waiting.getAndSet(null));
  }

  /**
   * Nobody waits for the answer any more: if it was not taken it never is. Any thread.
   *
   * @return whether it was not taken
   */
  boolean withdraw(CompletableFuture<Answer> asked) {
    return waiting.compareAndSet(asked, null);
  }
}
