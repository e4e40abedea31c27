package org.countersign.station.lanes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a device's thread and its driver: gives every call a deadline and the driver's
 * class loader, and turns what a driver must not throw into {@link Fault#DRIVER_BUG}. The clock
 * thread looks at the deadline; a late call is interrupted, a call that is later still is given up,
 * and a thread that was given up gets no further through here.
 */
final class DeviceGuard {

  /** A call into a driver. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws DeviceException;
  }

  /** A call without a result. */
  @FunctionalInterface
  interface Act {
    void run() throws DeviceException;
  }

  /** How late a call is. */
  enum Lateness {
    IN_TIME,
    /** It was interrupted now or before. */
    LATE,
    /** It does not heed the interrupt. */
    LOST
  }

  private final String device;
  private final Thread thread;
  private final Duration grace;
  private final LongSupplier nanoTime;

  private @Nullable ClassLoader loader;
  private @Nullable String running;
  private Duration limit = Duration.ZERO;
  private long deadline;
  private boolean interrupted;
  private boolean abandoned;
  private boolean cancelled;
  private long rounds;

  /** For the calling thread, which makes all calls. */
  DeviceGuard(String device, Duration grace, LongSupplier nanoTime) {
    this.device = device;
    this.thread = Thread.currentThread();
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  /** Calls that follow go into code of this loader. The device's thread. */
  void enter(ClassLoader driver) {
    loader = driver;
  }

  /**
   * Makes a call; {@code what} is a phrase for the operator, for example {@code feeding a card}.
   */
  <T> T call(String what, Duration limit, Call<T> call) throws DeviceException {
    begin(what, limit);
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.run();
    } catch (RuntimeException | LinkageError e) {
      throw new DeviceException(
          Fault.DRIVER_BUG,
          Effect.UNKNOWN,
          "",
          device
              + ": the driver failed at "
              + what
              + " with "
              + e.getClass().getName()
              + ", which it must not; report it to the driver's vendor",
          e);
    } finally {
      thread.setContextClassLoader(before);
      end();
    }
  }

  /** Makes a call without a result. */
  void act(String what, Duration limit, Act act) throws DeviceException {
    Boolean done =
        call(
            what,
            limit,
            () -> {
              act.run();
              return Boolean.TRUE;
            });
    assert done;
  }

  private synchronized void begin(String what, Duration callLimit) throws DeviceException {
    if (abandoned || cancelled) {
      throw new DeviceException(
          Fault.CANCELLED,
          Effect.NONE,
          "",
          device + ": " + what + " was not begun, the station stops using the device");
    }
    running = what;
    limit = callLimit;
    deadline = nanoTime.getAsLong() + callLimit.plus(grace).toNanos();
  }

  private synchronized void end() {
    running = null;
    rounds++;
    if (interrupted) {
      // The interrupt was meant for the call that has just ended, not for what the thread does
      // next.
      Thread.interrupted();
      interrupted = false;
    }
  }

  /** Looks at the running call, if there is one. Clock thread. */
  synchronized Lateness look() {
    if (running == null || nanoTime.getAsLong() - deadline < 0) {
      return Lateness.IN_TIME;
    }
    if (interrupted) {
      return Lateness.LOST;
    }
    interrupt();
    deadline += grace.toNanos();
    return Lateness.LATE;
  }

  private void interrupt() {
    interrupted = true;
    thread.interrupt();
  }

  /** Lets no further call begin and interrupts the running one. Any thread. */
  synchronized void cancel() {
    cancelled = true;
    if (running != null && !interrupted) {
      interrupt();
      deadline = nanoTime.getAsLong() + grace.toNanos();
    }
  }

  /** Lets calls begin again after {@link #cancel}, to park the card. The device's thread. */
  synchronized void allowParking() {
    cancelled = false;
  }

  /** Gives the thread up. Any thread. */
  synchronized void abandon() {
    abandoned = true;
  }

  synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** What runs and what it was allowed, for the operator. */
  synchronized Optional<String> running() {
    return Optional.ofNullable(running)
        .map(what -> what + " took longer than " + limit.toMillis() + " ms");
  }

  /** How many calls have ended; its growth says that the thread comes round. */
  synchronized long rounds() {
    return rounds;
  }

  /** The thread that makes the calls. */
  Thread thread() {
    return thread;
  }
}
