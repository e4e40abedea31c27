package org.countersign.centre.history;

/**
 * A number that was reported; a truth is 0 or 1.
 *
 * @param device empty for the station's own metrics
 * @param at milliseconds since 1970-01-01T00:00:00Z, by the station's clock
 */
public record Sample(String device, String metric, long at, double value) {}
