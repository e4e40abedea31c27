package org.countersign.centre.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.countersign.centre.store.StoreException;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for answers of the centre's other threads. On workers alone. */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /**
   * What the database answers.
   *
   * @throws Refusal 503 if it does not
   */
  <T> T stored(Supplier<T> asked) throws Refusal {
    try {
      return asked.get();
    } catch (StoreException e) {
      LOG.warn("A request finds no database: {}", e.getMessage());
      throw new Refusal(
          Problem.busy(
              "The centre's database does not answer; what stations say now is shown without it."));
    }
  }

  /**
   * The answer.
   *
   * @throws Refusal 503 if it does not come in time, or too much is asked at once
   */
  <T> T of(CompletableFuture<T> asked) throws Refusal {
    try {
      return asked.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(Problem.busy("The fleet's state is changing faster than it can be read."));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RejectedExecutionException) {
        throw new Refusal(Problem.busy("The centre is asked too much at once, or is stopping."));
      }
      throw new IllegalStateException("a question to the centre failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Problem.busy("The centre is stopping."));
    }
  }
}
