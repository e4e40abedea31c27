package org.countersign.emulator.ccid;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Which habits strike next. Any thread. */
public final class Habits {

  /** Strikes commands of every type. */
  public static final int ANY = -1;

  /** Strikes data for the card: PC_to_RDR_XfrBlock. */
  public static final int XFR_BLOCK = 0x6F;

  private static final class Due {
    final Habit habit;
    final int type;
    int skip;
    int times;

    Due(Habit habit, int type, int skip, int times) {
      this.habit = habit;
      this.type = type;
      this.skip = skip;
      this.times = times;
    }
  }

  private final List<Due> due = new ArrayList<>();

  /** The next command of that type is struck. */
  public void next(Habit habit, int type) {
    next(habit, type, 0, 1);
  }

  /**
   * Commands of a type are struck.
   *
   * @param type bMessageType, or {@link #ANY}
   * @param skip so many are spared first
   * @param times how many are struck then
   */
  public synchronized void next(Habit habit, int type, int skip, int times) {
    due.add(new Due(habit, type, skip, times));
  }

  /** All that was to strike does not. */
  public synchronized void clear() {
    due.clear();
  }

  /** Habits that have not struck as often as they were to. */
  public synchronized int left() {
    return due.size();
  }

  /** Whether the habit strikes this command; counts it. */
  synchronized boolean strikes(Habit habit, int type) {
    boolean strikes = false;
    for (Iterator<Due> all = due.iterator(); all.hasNext(); ) {
      Due one = all.next();
      if (one.habit != habit || (one.type != ANY && one.type != type)) {
        continue;
      }
      if (one.skip > 0) {
        one.skip--;
      } else if (!strikes) {
        strikes = true;
        if (--one.times == 0) {
          all.remove();
        }
      }
    }
    return strikes;
  }
}
