package org.countersign.fleetsim.scenario;

import java.util.Optional;

/**
 * Which stations.
 *
 * @param count how many of the kind
 * @param district name of the only district that is drawn from; empty for all
 */
public record Selection(Kind kind, int count, Optional<String> district) {

  /** What {@link #count} counts. */
  public enum Kind {
    STATIONS,
    PERCENT,
    /** Whole districts. */
    DISTRICTS,
    /** Whole sites: what stands in one house. */
    SITES,
    /** None: what happens is not a station's. */
    NOTHING
  }
}
