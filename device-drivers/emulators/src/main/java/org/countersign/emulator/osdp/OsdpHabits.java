package org.countersign.emulator.osdp;

import java.util.EnumMap;
import java.util.Map;

/** When a reader does what badly. Any thread. */
public final class OsdpHabits {

  private record Due(int code, int times) {}

  private final Map<OsdpHabit, Due> due = new EnumMap<>(OsdpHabit.class);

  OsdpHabits() {}

  /**
   * At the next commands with a code.
   *
   * @param times how often
   */
  public synchronized void set(OsdpHabit habit, int code, int times) {
    due.put(habit, new Due(code, times));
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
    due.put(habit, new Due(code, now.times() - 1));
    return true;
  }
}
