package org.countersign.station.selftest;

import java.util.Map;

/** Blanks by product. */
@FunctionalInterface
public interface Blanks {

  /**
   * How many there are.
   *
   * @param blank cards left
   * @param low count at or below which more should come
   */
  record Count(long blank, long low) {}

  /** By product; a product that nobody counts is missing. */
  Map<String, Count> counts();
}
