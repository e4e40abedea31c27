package org.countersign.trust.signer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.countersign.trust.remote.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a signing service: whether it answers, since when it does not, and why. Once
 * begun, it is looked at on a thread of its own, often while it is away.
 */
final class ServiceWatch implements AutoCloseable {

  /** Looks at the service; comes back if it would sign. */
  @FunctionalInterface
  interface Look {
    /**
     * Looks.
     *
     * @param proving whether the key itself must be seen to answer
     */
    void look(boolean proving) throws ServiceException, SignerException, InterruptedException;
  }

  /** Pauses between looks and between questions: the first one, doubled up to the longest. */
  record Pauses(Duration first, Duration longest) {
    Duration after(int failures) {
      Duration pause = first.multipliedBy(1L << Math.min(failures, 20));
      return pause.compareTo(longest) < 0 ? pause : longest;
    }
  }

  private record Trouble(long since, String why) {}

  private final Pauses pauses;
  private final LongSupplier nanoTime;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore wanted = new Semaphore(0);
  private @Nullable Thread thread;
  private @Nullable Trouble trouble;
  private boolean proven;

  ServiceWatch(Pauses pauses, LongSupplier nanoTime) {
    this.pauses = pauses;
    this.nanoTime = nanoTime;
  }

  /** Begins to look. */
  synchronized void begin(String name, Look look) {
    if (thread == null && !isClosed()) {
      if (!proven) {
        failed("it was not reached yet");
      }
      thread = Thread.ofPlatform().name("watch-" + name).daemon().start(() -> run(look));
    }
  }

  private void run(Look look) {
    int failures = 0;
    while (!isClosed()) {
      try {
        look.look(!isWell());
        well();
        failures = 0;
      } catch (ServiceException | SignerException e) {
        failed(String.valueOf(e.getMessage()));
        failures++;
      } catch (InterruptedException e) {
        return; // Only closing interrupts.
      }
      await(failures == 0 ? pauses.longest() : pauses.after(failures - 1));
    }
  }

  private void await(Duration pause) {
    try {
      if (wanted.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        wanted.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The service should be looked at now. */
  void lookNow() {
    wanted.release();
  }

  /** It has signed or would. */
  synchronized void well() {
    trouble = null;
    proven = true;
  }

  /** It does not sign; how long is counted from the first time. */
  synchronized void failed(String why) {
    trouble = new Trouble(trouble == null ? nanoTime.getAsLong() : trouble.since(), why);
  }

  private synchronized boolean isWell() {
    return trouble == null && proven;
  }

  /** Why it does not sign and how long already. */
  synchronized Optional<String> trouble() {
    Trouble now = trouble;
    return now == null
        ? Optional.empty()
        : Optional.of(
            now.why()
                + "; so for "
                + inWords(Duration.ofNanos(nanoTime.getAsLong() - now.since()))
                + " already");
  }

  private static String inWords(Duration time) {
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits; true if it was closed meanwhile. */
  boolean pause(Duration time) throws InterruptedException {
    return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
