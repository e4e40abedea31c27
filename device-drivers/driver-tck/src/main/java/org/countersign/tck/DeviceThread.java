package org.countersign.tck;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one thread that makes the calls into a device, as the gateway's would. */
final class DeviceThread extends Thread {

  private static final FutureTask<Void> END = new FutureTask<>(() -> null);

  private final LinkedBlockingQueue<FutureTask<?>> tasks = new LinkedBlockingQueue<>();

  DeviceThread(String deviceId, ClassLoader driver) {
    super("device-" + deviceId);
    setDaemon(true);
    setContextClassLoader(driver);
    start();
  }

  @Override
  public void run() {
    try {
      for (FutureTask<?> task = tasks.take(); task != END; task = tasks.take()) {
        task.run();
        // A call's interrupt is not the next one's.
        Thread.interrupted();
      }
    } catch (InterruptedException e) {
      // Abandoned: the kit has given up this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Starts a call. */
  <T> FutureTask<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    tasks.add(task);
    return task;
  }

  /**
   * Waits for a call.
   *
   * @param ceiling beyond it the thread is given up, and {@code late} is thrown
   */
  <T> T await(FutureTask<T> task, Duration ceiling, AssertionError late) throws Exception {
    try {
      return task.get(ceiling.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      late.setStackTrace(new Throwable().getStackTrace());
      late.addSuppressed(where());
      abandon();
      throw late;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new AssertionError("the call threw " + e.getCause(), e.getCause());
    }
  }

  private Throwable where() {
    Throwable where = new Throwable("where " + getName() + " was");
    where.setStackTrace(getStackTrace());
    return where;
  }

  /** Gives the thread up. */
  void abandon() {
    tasks.add(END);
    interrupt();
  }

  /** Lets the thread end after what it does now. */
  void end() {
    tasks.add(END);
  }
}
