package org.countersign.toml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class NearName {

  private NearName() {}

  /** The nearest of the known names, if it is near enough to be a slip of the hand. */
  public static Optional<String> of(String written, Collection<String> known) {
    int most = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(name -> distance(written, name) <= most)
        .min(
            Comparator.<String>comparingInt(name -> distance(written, name)).thenComparing(n -> n));
  }

  /** What is known, for the end of a sentence: the near name, or all of them. */
  public static String hint(String written, Collection<String> known) {
    return of(written, known)
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() ->
            known.isEmpty() ? "there are none here" : "known are " + String.join(", ", known));
  }

  /** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
