package org.countersign.centre.silence;

import java.time.Duration;
import java.time.ZoneId;

/**
 * What a silence is measured by.
 *
 * @param dead silent for longer, a station is not expected any more
 * @param clock a clock that is wrong by more is told
 * @param grace a planned stop may last longer by so much
 * @param planned a stop on purpose without a time may last so long
 * @param zone of the times in sentences
 */
public record SilenceRules(
    Duration dead, Duration clock, Duration grace, Duration planned, ZoneId zone) {

  /** Usual ones, with times in UTC. */
  public static final SilenceRules USUAL =
      new SilenceRules(
          Duration.ofDays(7),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(12),
          ZoneId.of("UTC"));

  /** The same with times of another zone. */
  public SilenceRules in(ZoneId other) {
    return new SilenceRules(dead, clock, grace, planned, other);
  }
}
