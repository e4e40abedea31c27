package org.countersign.fleetsim.scenario;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;

/**
 * A day, or a part of one, of a fleet.
 *
 * @param about one sentence
 * @param begins time of day at which it begins
 * @param lasts how long it goes on unless told otherwise
 * @param opens counters open
 * @param closes counters close, later on the same day
 * @param cardsPerDay people who come to a station of usual size on a day
 */
public record Scenario(
    String name,
    String about,
    LocalTime begins,
    Duration lasts,
    LocalTime opens,
    LocalTime closes,
    int cardsPerDay,
    List<FaultRule> faults) {

  public Scenario {
    faults = List.copyOf(faults);
    if (!opens.isBefore(closes)) {
      throw new IllegalArgumentException(
          "scenario " + name + ": counters close at " + closes + ", before they open at " + opens);
    }
  }

  /** A day on which nothing goes wrong, from the opening on. */
  public static Scenario quiet() {
    return new Scenario(
        "quiet",
        "Nothing goes wrong.",
        LocalTime.of(8, 30),
        Duration.ofHours(9),
        LocalTime.of(8, 30),
        LocalTime.of(17, 30),
        60,
        List.of());
  }
}
