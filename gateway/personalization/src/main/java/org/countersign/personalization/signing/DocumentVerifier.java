package org.countersign.personalization.signing;

import java.util.List;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;

/** Passive authentication of what was read from a card (ICAO 9303-11, 5.1). */
public interface DocumentVerifier {

  /**
   * Checks hashes, signature, chain, validity and certificate profile. Never throws for bad data: a
   * check fails instead.
   *
   * @param efSod whole content of EF.SOD as read
   * @param dataGroups data group number to the whole content of its file as read
   */
  Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups);

  /**
   * What was found.
   *
   * @param checks in the order in which they were made
   */
  record Verdict(List<Check> checks) {

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

  /**
   * One check.
   *
   * @param name short word, for example {@code hashes}
   * @param detail what was compared, or why it failed; no personal data
   */
  record Check(String name, boolean passed, String detail) {}
}
