package org.countersign.trust.passive;

import java.util.List;

/**
 * What passive authentication found.
 *
 * @param checks in the order in which they were made; after one that the others build on has
 *     failed, those are not made and are not here
 */
public record Verdict(List<Check> checks) {

  public Verdict {
    checks = List.copyOf(checks);
  }

  /** Whether there were checks and every one passed. */
  public boolean good() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }

  /** {@code good}, or name and reason of the first check that failed. */
  public String summary() {
    return checks.stream()
        .filter(c -> !c.passed())
        .findFirst()
        .map(c -> c.name() + ": " + c.detail())
        .orElse(good() ? "good" : "nothing was checked");
  }
}
