package org.countersign.station.custody;

import java.util.Optional;
import org.countersign.personalization.sam.SamStatus;

/**
 * How the SAM stands.
 *
 * @param status as it said last; empty if it does not answer now
 * @param trouble why it does not; empty if it does
 */
public record SamState(Optional<SamStatus> status, String trouble) {

  /** Cards that it will still derive keys for; empty if it does not answer. */
  public Optional<Long> left() {
    return status.map(SamStatus::left);
  }

  /** Number of the top-up that comes next; 1 if it does not answer. */
  public int nextTopUp() {
    return status.map(SamStatus::topUps).orElse(0) + 1;
  }
}
