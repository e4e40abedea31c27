package org.countersign.station.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * Why the station stops, told before it does.
 *
 * @param words why, for people
 * @param until when it is expected back; empty if nobody said
 */
public record PlannedStop(String words, Optional<Instant> until) {

  /** It runs, or nobody told why it stops. */
  public static final PlannedStop NONE = new PlannedStop("", Optional.empty());

  /** A stop of which nobody said for how long. */
  public static PlannedStop of(String words) {
    return new PlannedStop(words, Optional.empty());
  }

  /** Whether anything was told. */
  public boolean isTold() {
    return !words.isEmpty();
  }
}
