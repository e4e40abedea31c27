package org.countersign.emulator.osdp;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** When a reader does what badly. Any thread. */
public final class OsdpHabits {

  private record Due(int code, int times, int struck) {}

  private final Map<OsdpHabit, Due> due = new EnumMap<>(OsdpHabit.class);

  OsdpHabits() {}

  /**
   * At the next commands with a code.
   *
   * @param times how often
   */
  public synchronized void set(OsdpHabit habit, int code, int times) {
    due.put(habit, new Due(code, times, 0));
  }

  /** From now on no more. */
  public synchronized void clear() {
    due.clear();
  }

  synchronized boolean strikes(OsdpHabit habit, int code) {
    Due now = due.get(habit);
    if (now == null || now.code() != code || now.times() == 0) {
      return false;
    }
    due.put(habit, new Due(code, now.times() - 1, now.struck() + 1));
    notifyAll();
    return true;
  }

  /**
   * Waits until a habit that was set has shown itself.
   *
   * @throws IllegalStateException if it has not in time
   */
  public synchronized void awaitStrike(OsdpHabit habit, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (due.get(habit) == null || due.get(habit).struck() == 0) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        throw new IllegalStateException(habit + " did not show itself within " + limit);
      }
      wait(millis);
    }
  }
}
