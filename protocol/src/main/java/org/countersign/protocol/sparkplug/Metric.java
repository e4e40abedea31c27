package org.countersign.protocol.sparkplug;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One metric of a payload (clause 6.4.6).
 *
 * @param name absent only in a received message that uses aliases
 * @param alias never sent
 * @param type always in a metric to send, in births alone on the wire
 * @param timestamp milliseconds since 1970-01-01T00:00:00Z at which the value was taken
 * @param historical not the present value
 * @param properties for example {@code engUnit}; sent in births only
 */
public record Metric(
    Optional<String> name,
    OptionalLong alias,
    Optional<MetricType> type,
    MetricValue value,
    OptionalLong timestamp,
    boolean historical,
    Map<String, MetricValue> properties) {

  /** Property that names the unit of a value; Ignition and others show it. */
  public static final String UNIT_PROPERTY = "engUnit";

  public Metric {
    properties = Map.copyOf(properties);
  }

  /**
   * A metric to send.
   *
   * @param name 1 character or more
   * @throws IllegalArgumentException if the value does not fit the type
   */
  public static Metric of(String name, MetricType type, MetricValue value, long timestamp) {
    if (name.isEmpty() || !type.admits(value)) {
      throw new IllegalArgumentException(
          "metric \"" + name + "\": type " + type + " does not admit " + value);
    }
    return new Metric(
        Optional.of(name),
        OptionalLong.empty(),
        Optional.of(type),
        value,
        OptionalLong.of(timestamp),
        false,
        Map.of());
  }

  /** The same metric with a unit, for example {@code s}. */
  public Metric withUnit(String unit) {
    return new Metric(
        name,
        alias,
        type,
        value,
        timestamp,
        historical,
        Map.of(UNIT_PROPERTY, MetricValue.of(unit)));
  }
}
