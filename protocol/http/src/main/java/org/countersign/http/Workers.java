package org.countersign.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that may wait. */
final class Workers implements AutoCloseable {

  private final ThreadPoolExecutor pool;

  Workers(HttpConfig.Limits limits) {
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            limits.workers(),
            limits.workers(),
            60,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.queue()),
            task -> new Thread(task, "http-worker-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
  }

  /** Whether a worker will run the task; never waits. */
  boolean offer(Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  /** Requests that wait for a worker. */
  int queued() {
    return pool.getQueue().size();
  }

  /** Lets what was begun end, for at most five seconds. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException stop) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
