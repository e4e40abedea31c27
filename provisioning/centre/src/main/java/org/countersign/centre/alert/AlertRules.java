package org.countersign.centre.alert;

import java.time.Duration;

/**
 * When an alert is worth a person's attention.
 *
 * @param hold capacity must be lost for so long
 * @param clear and be back for so long before the alert ends
 * @param unsteadyChanges changes within {@code unsteadyWithin} that make a station unsteady: its
 *     alert then ends only when it was quiet for that long
 * @param fewest stations that a district's or the fleet's alert needs
 * @param share of a district's stations, or of the fleet's districts, that makes one cause of many
 * @param escalate without acknowledgement for so long
 */
public record AlertRules(
    Duration hold,
    Duration clear,
    int unsteadyChanges,
    Duration unsteadyWithin,
    int fewest,
    double share,
    Duration escalate) {

  /** Usual ones. */
  public static final AlertRules USUAL =
      new AlertRules(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          6,
          Duration.ofMinutes(10),
          3,
          0.3,
          Duration.ofMinutes(15));
}
