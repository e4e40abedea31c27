package org.countersign.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The middle of a number of measurements, and how far they scatter: linear interpolation between
 * the ranks.
 */
record Quartiles(double lower, double median, double upper) {

  /** Of one figure of each sample; at least one sample. */
  static <T> Quartiles of(List<T> samples, ToDoubleFunction<T> figure) {
    double[] values = samples.stream().mapToDouble(figure).sorted().toArray();
    return new Quartiles(at(values, 0.25), at(values, 0.5), at(values, 0.75));
  }

  private static double at(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  /** For a table: {@code 12.34 (12.30 to 12.41)}. */
  String text(int digits) {
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median, lower, upper);
  }
}
