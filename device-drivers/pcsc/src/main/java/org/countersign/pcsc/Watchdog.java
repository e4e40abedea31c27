package org.countersign.pcsc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread for all open devices of the process that looks after their calls. It parks for as long
 * as no call is under way, and ends with the last device. While calls run it looks ten times a
 * second for interrupts, and on time for deadlines.
 */
final class Watchdog {

  /** The one of this process. */
  static final Watchdog SHARED = new Watchdog();

  private static final long INTERRUPT_POLL = Duration.ofMillis(100).toNanos();

  private final Set<CallGuard> guards = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Thread thread;
  private volatile long wakesAt;
  private volatile boolean idle;

  /** Makes a guard that is looked after until {@link #forget}. */
  CallGuard newGuard() {
    CallGuard guard = new CallGuard(this);
    guards.add(guard);
    ensureRunning();
    return guard;
  }

  void forget(CallGuard guard) {
    guards.remove(guard);
    LockSupport.unpark(thread);
  }

  /** A call has begun. Costs nothing unless it must end before the thread looks next. */
  void entered(long deadline) {
    if (idle || deadline - wakesAt < 0) {
      LockSupport.unpark(thread);
    }
  }

  private synchronized void ensureRunning() {
    if (thread == null) {
      Thread started = Thread.ofPlatform().daemon().name("pcsc-watchdog").unstarted(this::run);
      thread = started;
      started.start();
    }
  }

  private synchronized boolean mayEnd() {
    if (!guards.isEmpty()) {
      return false;
    }
    thread = null;
    return true;
  }

  private void run() {
    while (!mayEnd()) {
      long now = System.nanoTime();
      long next = now + INTERRUPT_POLL;
      boolean busy = false;
      for (CallGuard guard : guards) {
        guard.check(now);
        if (guard.needsWatch()) {
          busy = true;
          next = guard.deadline() - next < 0 ? guard.deadline() : next;
        }
      }
      rest(busy, now, next);
    }
  }

  private void rest(boolean busy, long now, long next) {
    if (busy) {
      wakesAt = next;
      LockSupport.parkNanos(this, next - now);
      return;
    }
    idle = true;
    // Again, since a call may have begun after the look and before idle was set.
    if (guards.stream().noneMatch(CallGuard::needsWatch) && !guards.isEmpty()) {
      LockSupport.park(this);
    }
    idle = false;
  }
}
