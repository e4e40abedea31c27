package org.countersign.station.ledger;

import java.util.Set;
import org.countersign.personalization.JobState;

/**
 * A job of which only its card can tell how far it is.
 *
 * @param chip the card's number, hex
 * @param reached the newest state that was recorded of it
 * @param refused names of the profile's ways whose keys the card has refused since
 * @param writeErrors how often the card itself failed in the middle of its writing
 */
public record Doubt(
    String job,
    String profile,
    String chip,
    JobState reached,
    Set<String> refused,
    int writeErrors) {

  public Doubt {
    refused = Set.copyOf(refused);
  }

  /** Whether the card may be valid. */
  public boolean mayBeActive() {
    return reached.compareTo(JobState.ACTIVATING) >= 0;
  }
}
