package org.countersign.pcsc;

import org.jspecify.annotations.Nullable;

/**
 * Watches over the native calls of one context, of which one at most is under way. Native PC/SC
 * calls neither know a deadline nor notice an interrupt; the guard breaks them off.
 */
final class CallGuard {

  private final Watchdog watchdog;

  /** The thread inside a call; null between calls. Written under the monitor. */
  private volatile @Nullable Thread inside;

  private volatile long deadline;
  private Runnable breaker = () -> {};
  private volatile @Nullable Breach breach;
  private boolean closed;

  CallGuard(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /**
   * Begins a call.
   *
   * @param deadlineNanos on the scale of {@link System#nanoTime}
   * @param breaker makes the call return
   * @return why the call must not be made; null if it may
   */
  @Nullable Breach enter(long deadlineNanos, Runnable breaker) {
    Breach refusal = refusal(deadlineNanos);
    if (refusal != null) {
      return refusal;
    }
    synchronized (this) {
      if (closed) {
        return Breach.CLOSE;
      }
      this.breaker = breaker;
      this.breach = null;
      this.deadline = deadlineNanos;
      this.inside = Thread.currentThread();
    }
    watchdog.entered(deadlineNanos);
    return null;
  }

  private static @Nullable Breach refusal(long deadlineNanos) {
    if (Thread.currentThread().isInterrupted()) {
      return Breach.INTERRUPT;
    }
    return System.nanoTime() - deadlineNanos >= 0 ? Breach.DEADLINE : null;
  }

  /** Ends a call; says whether and why it was broken off. */
  synchronized @Nullable Breach leave() {
    inside = null;
    breaker = () -> {};
    return breach;
  }

  /** Breaks off the call under way and refuses all later ones. */
  synchronized void close() {
    closed = true;
    breakOff(Breach.CLOSE);
  }

  /** Whether a call is under way that nobody has broken off yet. */
  boolean needsWatch() {
    return inside != null && breach == null;
  }

  /** When a call under way must end. */
  long deadline() {
    return deadline;
  }

  /** Breaks off the call under way if it must not go on. Called by the watchdog. */
  void check(long now) {
    Thread thread = inside;
    if (thread == null) {
      return;
    }
    synchronized (this) {
      if (inside == thread && now - deadline >= 0) {
        breakOff(Breach.DEADLINE);
      } else if (inside == thread && thread.isInterrupted()) {
        breakOff(Breach.INTERRUPT);
      }
    }
  }

  // Under the monitor, so that the call cannot end and the context be released in between.
  private synchronized void breakOff(Breach why) {
    if (inside != null && breach == null) {
      breach = why;
      breaker.run();
    }
  }
}
