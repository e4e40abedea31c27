package org.countersign.station.selftest;

import java.util.Locale;

/** How grave a finding is; later ones are graver. */
public enum Verdict {
  /** All is well. */
  GOOD,
  /** It works, and somebody should see to it in the coming days. */
  WARNING,
  /** It stops cards, or will today. */
  BAD;

  /** The word in API and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The verdict of that word; {@link #BAD} for one that is not known. */
  public static Verdict of(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word().equals(word)) {
        return verdict;
      }
    }
    return BAD;
  }
}
