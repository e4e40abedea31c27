package org.countersign.centre.state;

import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * One metric as it was reported last.
 *
 * @param unit engineering unit, {@code cards} or {@code s} for example; empty if it names none
 * @param timestamp when its value was taken, to 100 ms; milliseconds since 1970-01-01T00:00:00Z
 */
public record Reading(
    String name, MetricType type, String unit, MetricValue value, long timestamp) {}
