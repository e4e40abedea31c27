package org.countersign.station.fleet;

import java.util.OptionalDouble;

/** How long the ledger takes to make something durable. Any thread; never waits. */
@FunctionalInterface
public interface CommitLatency {

  /**
   * A quantile of the recent commits, in seconds; empty before the first.
   *
   * @param quantile for example 0.99
   */
  OptionalDouble seconds(double quantile);
}
