package org.countersign.station.supervision;

import java.util.Optional;

/** A part of the station that must keep moving. */
@FunctionalInterface
public interface Movement {

  /**
   * What stands still and since when, for the log; empty while it moves or has nothing to do. The
   * clock thread; returns at once.
   */
  Optional<String> standstill();
}
