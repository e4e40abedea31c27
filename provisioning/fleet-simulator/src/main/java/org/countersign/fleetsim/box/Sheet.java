package org.countersign.fleetsim.box;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;

/** Metrics of one owner at one moment. */
final class Sheet {

  private final List<Metric> metrics;
  private final OptionalLong now;

  /**
   * An empty sheet.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z
   */
  Sheet(OptionalLong now, int room) {
    this.now = now;
    this.metrics = new ArrayList<>(room);
  }

  Sheet put(MetricName name, MetricValue value) {
    metrics.add(name.with(value, now));
    return this;
  }

  Sheet put(MetricName name, String value) {
    return put(name, MetricValue.of(value));
  }

  Sheet put(MetricName name, long value) {
    return put(name, MetricValue.of(value));
  }

  Sheet put(MetricName name, boolean value) {
    return put(name, MetricValue.of(value));
  }

  /** Without a value if there is none. */
  Sheet put(MetricName name, OptionalLong value) {
    return put(name, value.isPresent() ? MetricValue.of(value.getAsLong()) : MetricValue.none());
  }

  /** Likewise. */
  Sheet put(MetricName name, Optional<Boolean> value) {
    return put(name, value.map(MetricValue::of).orElse(MetricValue.none()));
  }

  /** Seconds or hours; without a value unless known. In millionths, which is what is measured. */
  Sheet put(MetricName name, boolean known, double value) {
    return put(name, known ? MetricValue.of(Math.round(value * 1e6) / 1e6) : MetricValue.none());
  }

  List<Metric> metrics() {
    return List.copyOf(metrics);
  }
}
