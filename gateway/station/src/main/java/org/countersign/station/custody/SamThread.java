package org.countersign.station.custody;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The one thread that a SAM is talked to on. Any thread may ask. */
final class SamThread {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sam").daemon().factory());

  /** Does it again and again, so long after it was done last. It must not throw. */
  Future<?> again(Runnable work, Duration pause) {
    return thread.scheduleWithFixedDelay(work, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Does it and waits.
   *
   * @param late is given what came when nobody waited any more
   * @throws ExecutionException with what the work threw
   * @throws TimeoutException if it took longer than the limit; it is interrupted then
   * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
   */
  <T> T ask(Callable<T> work, Consumer<T> late, Duration limit)
      throws ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Future<?> running = thread.submit(() -> answer(work, answer, late));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (answer.cancel(false)) {
        running.cancel(true);
      } else if (!answer.isCompletedExceptionally()) {
        late.accept(answer.join()); // It came at this very moment.
      }
      throw e;
    }
  }

  private static <T> void answer(Callable<T> work, CompletableFuture<T> answer, Consumer<T> late) {
    try {
      T value = work.call();
      if (!answer.complete(value)) {
        late.accept(value);
      }
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  /** Does a last thing behind what was begun, and waits for that so long. */
  void close(Runnable last, Duration limit) {
    thread.execute(last);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
