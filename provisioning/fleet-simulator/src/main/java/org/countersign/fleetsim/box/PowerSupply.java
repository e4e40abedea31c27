package org.countersign.fleetsim.box;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * What feeds a box. Some have a battery that lasts a minute and say so; of the others half cannot
 * tell. Times are milliseconds after the scenario's begin. One thread.
 */
final class PowerSupply {

  /** How long a battery lasts. */
  static final long BATTERY = Duration.ofMinutes(1).toMillis();

  /** How often its charge is told, and what of it is gone by then, in percent. */
  private static final long STEP = BATTERY / 4;

  private static final int LESS = 20;
  private static final int FULL = 100;

  private final boolean battery;
  private final boolean tells;

  /** Moments at which the box will be dark. */
  private final PriorityQueue<Long> cuts = new PriorityQueue<>();

  private int steps;

  /** Draws whether there is a battery. */
  PowerSupply(SplittableRandom random) {
    battery = random.nextInt(10) < 3;
    tells = battery || random.nextBoolean();
  }

  /** The mains fail so early that the battery is empty at this moment. */
  void foresee(long cut) {
    if (battery && cut > BATTERY) {
      cuts.add(cut);
    }
  }

  /** When there is something to tell next. */
  long nextAt() {
    Long cut = cuts.peek();
    return cut == null || steps * STEP >= BATTERY ? Lane.NEVER : cut - BATTERY + steps * STEP;
  }

  /** Tells what is due. */
  void pass(long now) {
    while (nextAt() <= now) {
      steps++;
    }
  }

  /** The box is dark, and the mains are there when it comes back. */
  void cut(long now) {
    steps = 0;
    while (!cuts.isEmpty() && cuts.element() <= now) {
      cuts.remove();
    }
  }

  void tell(Sheet sheet) {
    boolean onBattery = steps > 0;
    sheet
        .put(StationVocabulary.SOURCE, onBattery ? "battery" : tells ? "mains" : "")
        .put(
            StationVocabulary.CHARGE,
            battery
                ? MetricValue.of((double) FULL - LESS * Math.max(0, steps - 1))
                : MetricValue.none());
  }
}
