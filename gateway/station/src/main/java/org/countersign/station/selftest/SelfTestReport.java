package org.countersign.station.selftest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What a self-test found.
 *
 * @param at when it began
 * @param findings the gravest first
 */
public record SelfTestReport(
    Instant at, Duration took, List<Finding> findings, DayCapacity capacity) {

  private static final Comparator<Finding> GRAVEST_FIRST =
      Comparator.comparing(Finding::verdict).reversed().thenComparing(Finding::item);

  public SelfTestReport {
    findings = findings.stream().sorted(GRAVEST_FIRST).toList();
  }

  /** The gravest of all findings; good, if there are only notes. */
  public Verdict verdict() {
    return findings.isEmpty() ? Verdict.GOOD : findings.getFirst().verdict().ofWhole();
  }

  /** The gravest of one item's findings; good if there is none. */
  public Verdict verdict(Item item) {
    return findings.stream()
        .filter(finding -> finding.item() == item)
        .map(Finding::verdict)
        .max(Comparator.naturalOrder())
        .map(Verdict::ofWhole)
        .orElse(Verdict.GOOD);
  }
}
