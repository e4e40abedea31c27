package org.countersign.personalization.issue;

import java.util.Set;
import org.countersign.personalization.JobState;

/**
 * What is on record of a card whose work was cut off.
 *
 * @param reached the newest state that was recorded
 * @param refused names of the profile's ways whose keys the card has refused since
 */
public record Interrupted(JobState reached, Set<String> refused) {

  public Interrupted {
    refused = Set.copyOf(refused);
  }

  /** Whether the card may be valid. */
  public boolean mayBeActive() {
    return reached.compareTo(JobState.ACTIVATING) >= 0;
  }
}
