package org.countersign.fleetsim.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * What a station says before it stops on purpose.
 *
 * @param reason in words, at most {@value #LONGEST} characters
 * @param back in how long it says that it is back; empty if it does not say
 */
public record Stop(String reason, Optional<Duration> back) {

  /** Words of a service that is stopped; nobody gave others. */
  public static final String SERVICE = "the service is stopped";

  /** Words when the operating system stops as well. */
  public static final String BOX = "the box is shut down";

  /** Characters that a station takes as its reason. */
  public static final int LONGEST = 200;

  /** A service that is stopped without a word more. */
  public static final Stop USUAL = new Stop(SERVICE, Optional.empty());

  /** Whether the box stops too. */
  public boolean ofBox() {
    return reason.equals(BOX);
  }
}
