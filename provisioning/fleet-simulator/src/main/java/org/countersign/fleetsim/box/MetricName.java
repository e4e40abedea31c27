package org.countersign.fleetsim.box;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * A metric without its value. Its parts are shared by all stations, which is most of what a metric
 * costs.
 */
public record MetricName(
    Optional<String> name, Optional<MetricType> type, Map<String, MetricValue> properties) {

  static MetricName text(String name) {
    return of(name, MetricType.STRING);
  }

  static MetricName count(String name) {
    return of(name, MetricType.UINT64);
  }

  static MetricName count(String name, String unit) {
    return of(name, MetricType.UINT64).in(unit);
  }

  static MetricName real(String name, String unit) {
    return of(name, MetricType.DOUBLE).in(unit);
  }

  static MetricName of(String name, MetricType type) {
    return new MetricName(Optional.of(name), Optional.of(type), Map.of());
  }

  private MetricName in(String unit) {
    return new MetricName(name, type, Map.of(Metric.UNIT_PROPERTY, MetricValue.of(unit)));
  }

  /**
   * The metric.
   *
   * @param timestamp milliseconds since 1970-01-01T00:00:00Z
   */
  Metric with(MetricValue value, OptionalLong timestamp) {
    return new Metric(name, OptionalLong.empty(), type, value, timestamp, false, properties);
  }
}
