package org.countersign.station.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a station may still issue.
 *
 * @param required whether it needs a grant at all
 * @param number of the grant in force; 0 for none
 * @param epoch how often the authority has begun the station anew
 * @param cards that may be begun
 * @param serials that the grant's ranges hold
 * @param until the grant's last moment
 * @param problem why nothing is issued
 * @param warnings what will stop the station soon
 */
public record GrantLeft(
    boolean required,
    long number,
    long epoch,
    long cards,
    long serials,
    Instant until,
    Optional<String> problem,
    List<String> warnings) {
  public GrantLeft {
    warnings = List.copyOf(warnings);
  }
}
