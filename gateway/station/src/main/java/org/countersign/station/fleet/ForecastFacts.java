package org.countersign.station.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;

/**
 * How long everything lasts that runs out. A forecast moves with every card and every file on the
 * disk, so it is told anew only when it has moved by half a day, and when nothing is left.
 */
public final class ForecastFacts implements Facts {

  /** Days. */
  private static final double STEP = 0.5;

  private final Supplier<Map<String, OptionalDouble>> days;
  private final Map<String, OptionalDouble> told = new HashMap<>();

  /**
   * Of a station.
   *
   * @param days of work by what runs out; no number where nobody counts
   */
  public ForecastFacts(Supplier<Map<String, OptionalDouble>> days) {
    this.days = days;
  }

  @Override
  public List<Metric> metrics(long now) {
    Map<String, OptionalDouble> all = new TreeMap<>(days.get());
    all.forEach((what, left) -> told.merge(what, tenths(left), ForecastFacts::steady));
    return all.keySet().stream()
        .map(what ->
            Facts.measure(
                "Forecast/" + what + "/Days",
                told.getOrDefault(what, OptionalDouble.empty()),
                "d",
                now))
        .toList();
  }

  /** Rounded down, as people are told it. */
  private static OptionalDouble tenths(OptionalDouble days) {
    return days.isPresent() ? OptionalDouble.of(Math.floor(days.getAsDouble() * 10) / 10) : days;
  }

  private static OptionalDouble steady(OptionalDouble before, OptionalDouble now) {
    boolean same =
        before.isPresent()
            && now.isPresent()
            && now.getAsDouble() > 0
            && Math.abs(before.getAsDouble() - now.getAsDouble()) < STEP;
    return same ? before : now;
  }
}
