package org.countersign.centre.history;

/**
 * What a series is of.
 *
 * @param device empty for the station's own metrics
 */
public record SeriesName(String device, String metric) {

  /** About what it takes in a block that names it, in bytes. */
  int weight() {
    return 2 + device.length() + metric.length();
  }
}
