package org.countersign.station.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * Some metrics of the station that belong together. Asked on the thread that reads the station, one
 * call at a time.
 */
@FunctionalInterface
public interface Facts {

  /**
   * Their present values.
   *
   * @param now time of the values, milliseconds since 1970, UTC
   */
  List<Metric> metrics(long now);

  /** Words; empty where nothing is to be said. */
  static Metric text(String name, String value, long now) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), now);
  }

  /** A count without unit. */
  static Metric count(String name, long value, long now) {
    return Metric.of(name, MetricType.UINT64, MetricValue.of(value), now);
  }

  /** A measure in a unit; null if it is not known. */
  static Metric measure(String name, OptionalDouble value, String unit, long now) {
    MetricValue said = value.isPresent() ? MetricValue.of(value.getAsDouble()) : MetricValue.none();
    return Metric.of(name, MetricType.DOUBLE, said, now).withUnit(unit);
  }

  /** A moment in milliseconds; null if there was none. */
  static Metric moment(String name, Optional<Instant> value, long now) {
    MetricValue said =
        value.map(at -> MetricValue.of(at.toEpochMilli())).orElseGet(MetricValue::none);
    return Metric.of(name, MetricType.DATE_TIME, said, now);
  }
}
