package org.countersign.fleetsim.box;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Seconds by step of the last card, and their mean over about the last 32. Not thread-safe. */
final class StepSeconds {

  private static final int WINDOW = 32;
  private static final int TOTAL = StationVocabulary.STEPS.size() - 1;

  /** Share of a card's time by step, the total's place empty: writing takes the most. */
  private static final double[] SHARE = {0.02, 0.05, 0.04, 0.62, 0.17, 0.03, 0.07};

  private final float[] last = new float[TOTAL + 1];
  private final float[] mean = new float[TOTAL + 1];
  private int cards;

  /** The steps of a card that takes so many seconds. */
  static float[] draw(double seconds, RandomGenerator random) {
    float[] steps = new float[TOTAL + 1];
    for (int step = 0; step < TOTAL; step++) {
      steps[step] = (float) (seconds * SHARE[step] * random.nextDouble(0.9, 1.1));
      steps[TOTAL] += steps[step];
    }
    return steps;
  }

  void add(float[] steps) {
    cards = Math.min(WINDOW, cards + 1);
    for (int step = 0; step <= TOTAL; step++) {
      last[step] = steps[step];
      mean[step] += (steps[step] - mean[step]) / cards;
    }
  }

  void clear() {
    cards = 0;
    Arrays.fill(mean, 0);
  }

  void tell(Sheet sheet) {
    for (int step = 0; step <= TOTAL; step++) {
      sheet.put(StationVocabulary.LAST.get(step), cards > 0, last[step]);
      sheet.put(StationVocabulary.MEAN.get(step), cards > 0, mean[step]);
    }
  }
}
