package org.countersign.station.selftest;

import java.util.List;

/**
 * What a station for production is warned of and a pilot is only told: said every morning, it would
 * teach a fleet to overlook warnings.
 *
 * @param production whether the configuration says that real cards are made
 */
public record PilotNotes(Check check, boolean production) implements Check {

  @Override
  public Item item() {
    return check.item();
  }

  @Override
  public List<Finding> look() {
    return check.look().stream().map(this::noted).toList();
  }

  private Finding noted(Finding finding) {
    return production || finding.verdict() != Verdict.WARNING
        ? finding
        : new Finding(
            finding.item(), finding.subject(), Verdict.NOTE, finding.code(), finding.arguments());
  }
}
