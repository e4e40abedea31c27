package org.countersign.station.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;

/** The authority's leave to issue; nothing is said without one. */
public record GrantFacts(Supplier<Optional<Left>> grant) implements Facts {

  /**
   * What is left of it.
   *
   * @param serials that may still be given
   */
  public record Left(Instant ends, long serials) {}

  @Override
  public List<Metric> metrics(long now) {
    return grant.get().map(left -> metrics(left, now)).orElseGet(List::of);
  }

  private static List<Metric> metrics(Left left, long now) {
    return List.of(
        Facts.moment("Grant/Ends", Optional.of(left.ends()), now),
        Facts.count("Grant/Serials", Math.max(0, left.serials()), now).withUnit("serials"));
  }
}
