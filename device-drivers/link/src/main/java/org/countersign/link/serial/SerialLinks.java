package org.countersign.link.serial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/**
 * Opens serial ports. Linux alone. The kernel raises DTR and RTS when a port is opened, before any
 * program can lower them; the settings' levels follow within a millisecond and stay when the port
 * is closed if one of them is low.
 *
 * <p>Loading the native library makes this process ignore SIGHUP, SIGUSR1, SIGUSR2, SIGCONT,
 * SIGTTIN, SIGTTOU and SIGIO: it is stopped with SIGTERM, and Flight Recorder samples nothing
 * unless the JVM was started with {@code _JAVA_SR_SIGNUM} set to another signal.
 *
 * <p>Threads: {@code link-<name>} for each open port; {@code link-serial}, up to four, and {@code
 * link-watchdog} while there is something for them to do.
 */
public final class SerialLinks implements Links, AutoCloseable {

  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 5;

  private final Set<SerialLink> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor calls;
  private final ScheduledThreadPoolExecutor watchdog;
  private volatile boolean closed;

  /** Opens nothing yet and starts no thread. */
  public SerialLinks() {
    calls =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "link-serial"));
    calls.allowCoreThreadTimeOut(true);
    watchdog = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "link-watchdog"));
    watchdog.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    watchdog.allowCoreThreadTimeOut(true);
    watchdog.setRemoveOnCancelPolicy(true);
  }

  @Override
  public SerialLink open(String address, LineSettings settings, Duration limit)
      throws LinkException {
    if (closed) {
      throw SerialPath.refused(address, "the gateway is stopping", null);
    }
    Path real = SerialPath.resolve(address);
    FutureTask<SerialLink> opening =
        new FutureTask<>(() -> SerialLink.open(this, address, real, settings));
    calls.execute(opening);
    try {
      SerialLink link = opening.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      open.add(link);
      if (closed) {
        link.close();
      }
      return link;
    } catch (TimeoutException e) {
      calls.execute(() -> closeLate(opening));
      throw new LinkException(
          LinkException.Reason.LOST,
          true,
          "opening " + address + " was not done within " + limit + ": replug the adapter",
          e);
    } catch (InterruptedException e) {
      calls.execute(() -> closeLate(opening));
      Thread.currentThread().interrupt();
      throw new LinkException(
          LinkException.Reason.INTERRUPTED, true, "interrupted while opening " + address, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkException refused) {
        throw refused;
      }
      throw SerialPath.refused(address, String.valueOf(e.getCause()), e.getCause());
    }
  }

  private static void closeLate(FutureTask<SerialLink> opening) {
    try {
      opening.get().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException neverOpened) {
      // Nobody waits for the reason any more.
    }
  }

  /** Runs something that may hang in the operating system, elsewhere. */
  void elsewhere(Runnable call) {
    try {
      calls.execute(call);
    } catch (RejectedExecutionException stopping) {
      call.run();
    }
  }

  ScheduledFuture<?> after(long nanos, Runnable alarm) {
    return watchdog.schedule(alarm, nanos, TimeUnit.NANOSECONDS);
  }

  void forget(SerialLink link) {
    open.remove(link);
  }

  /** Closes every port that is open and ends the threads. Idempotent. */
  @Override
  public void close() {
    closed = true;
    open.forEach(SerialLink::close);
    calls.shutdown();
    watchdog.shutdownNow();
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    // Whoever's call it is that starts it: a driver's loader must not be held by the gateway's.
    thread.setContextClassLoader(SerialLinks.class.getClassLoader());
    return thread;
  }
}
