package org.countersign.station.jobs;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, as the ledger has it; no personal data.
 *
 * @param sequence its number in the ledger, rising
 * @param kind {@code job} or {@code device}
 * @param subject job id or device id
 * @param state the new state, in API words
 * @param facts further facts by name, for example {@code serial}, {@code problem}
 */
public record StationEvent(
    long sequence,
    Instant at,
    String kind,
    String subject,
    String state,
    Map<String, String> facts) {

  public StationEvent {
    facts = Map.copyOf(facts);
  }
}
