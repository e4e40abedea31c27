package org.countersign.station.selftest;

import java.util.Locale;

/** How grave a finding is; later ones are graver. */
public enum Verdict {
  /** All is well. */
  GOOD,
  /** As it was wanted, and still worth knowing; nobody has to come. */
  NOTE,
  /** It works, and somebody should see to it in the coming days. */
  WARNING,
  /** It stops cards, or will today. */
  BAD;

  /** The word in API and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether somebody has to see to it. */
  public boolean wantsHand() {
    return this == WARNING || this == BAD;
  }

  /** Of a whole that has this for its gravest part: a note leaves it good. */
  Verdict ofWhole() {
    return wantsHand() ? this : GOOD;
  }

  /** The number in metrics: 0 good, 1 warning, 2 bad. */
  int number() {
    return switch (this) {
      case GOOD, NOTE -> 0;
      case WARNING -> 1;
      case BAD -> 2;
    };
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
