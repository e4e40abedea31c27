package org.countersign.station.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Seconds by step of the last cards: the last one and the mean of the last {@value #WINDOW}. Not
 * thread-safe.
 */
final class StepTimes {

  /** Cards in the mean. */
  static final int WINDOW = 32;

  /** The steps of {@link IssuedCard}; named in every birth, so that none comes as a surprise. */
  static final List<String> STEPS =
      List.of("open", "authenticate", "sign", "write", "read-back", "activate", "inspect");

  private static final String TOTAL = "total";

  private final Map<String, ArrayDeque<Double>> seconds = new LinkedHashMap<>();

  StepTimes() {
    STEPS.forEach(s -> seconds.put(s, new ArrayDeque<>()));
    seconds.put(TOTAL, new ArrayDeque<>());
  }

  /** A card was issued. Steps of other names count in the total alone. */
  void add(IssuedCard card) {
    Duration total = Duration.ZERO;
    for (IssuedCard.StepTime step : card.steps()) {
      total = total.plus(step.time());
      if (STEPS.contains(step.step())) {
        add(step.step(), step.time());
      }
    }
    add(TOTAL, total);
  }

  private void add(String step, Duration time) {
    ArrayDeque<Double> last = seconds.get(step);
    if (last == null) {
      return;
    }
    if (last.size() == WINDOW) {
      last.removeFirst();
    }
    last.addLast(time.toNanos() / 1e9);
  }

  /**
   * {@code Steps/<step>/Last} and {@code Steps/<step>/Mean}; without a value before the first card.
   */
  List<Metric> metrics(long now) {
    List<Metric> all = new ArrayList<>();
    seconds.forEach((step, last) -> {
      all.add(metric("Steps/" + step + "/Last", last.isEmpty() ? null : last.getLast(), now));
      all.add(metric("Steps/" + step + "/Mean", last.isEmpty() ? null : mean(last), now));
    });
    return all;
  }

  private static double mean(ArrayDeque<Double> last) {
    return last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static Metric metric(String name, @Nullable Double value, long now) {
    MetricValue said = value == null ? MetricValue.none() : MetricValue.of(value.doubleValue());
    return Metric.of(name, MetricType.DOUBLE, said, now).withUnit("s");
  }
}
