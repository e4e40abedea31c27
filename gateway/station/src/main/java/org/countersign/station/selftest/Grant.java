package org.countersign.station.selftest;

import java.time.Instant;
import java.util.Optional;

/** The authority's leave to issue, as far as a self-test looks at it. */
@FunctionalInterface
public interface Grant {

  /** A station that needs no grant. */
  Grant NONE = Optional::empty;

  /**
   * What is left.
   *
   * @param objection why it cannot be used now, beside its end; empty if it can
   */
  record Left(long cards, Instant until, Optional<String> objection) {

    /** The station needs a grant and has none. */
    public static final Left MISSING = new Left(0, Instant.EPOCH, Optional.empty());
  }

  /** What is left of it; empty if the station needs none. */
  Optional<Left> left();
}
