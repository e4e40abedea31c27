package org.countersign.centre.silence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which station is to be looked at when: a wheel of {@value #SLOTS} slots of {@value #TICK} ms. A
 * station that is heard again before its slot comes stays there and is put further when it does, so
 * that a heartbeat costs nothing here. One that is due later than a turn of the wheel is looked at
 * once more in between.
 */
final class PulseWheel {

  static final int TICK = 250;
  static final int SLOTS = 1_024;

  /** The tick of a station that is not on the wheel. */
  static final long NOWHERE = Long.MIN_VALUE;

  private final List<List<Pulse>> slots = new ArrayList<>(SLOTS);
  private long done = NOWHERE;

  PulseWheel() {
    for (int slot = 0; slot < SLOTS; slot++) {
      slots.add(new ArrayList<>(0));
    }
  }

  /**
   * Puts a station to a moment; instead of where it was before.
   *
   * @param due monotonic milliseconds, as now
   */
  void put(Pulse pulse, long due, long now) {
    if (done == NOWHERE) {
      done = Math.floorDiv(now, (long) TICK) - 1;
    }
    long tick = Math.clamp(Math.ceilDiv(due, (long) TICK), done + 1, done + SLOTS - 1);
    if (pulse.tick != tick) {
      pulse.tick = tick;
      slots.get(Math.floorMod(tick, SLOTS)).add(pulse);
    }
  }

  /** Gives those that are due; they are on the wheel no more. */
  void turn(long now, Consumer<Pulse> due) {
    long last = Math.floorDiv(now, (long) TICK);
    for (long tick = Math.max(done, last - SLOTS) + 1; tick <= last; tick++) {
      done = tick;
      empty(tick, due);
    }
  }

  private void empty(long tick, Consumer<Pulse> due) {
    int slot = Math.floorMod(tick, SLOTS);
    List<Pulse> there = slots.get(slot);
    if (there.isEmpty()) {
      return;
    }
    slots.set(slot, new ArrayList<>(0));
    for (Pulse pulse : there) {
      if (pulse.tick <= tick && pulse.tick != NOWHERE) {
        pulse.tick = NOWHERE;
        due.accept(pulse);
      }
    }
  }
}
