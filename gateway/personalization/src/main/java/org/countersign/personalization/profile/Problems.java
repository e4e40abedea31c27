package org.countersign.personalization.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.FieldProblem;

/** Gathers what is wrong with a file, in the order of its lines. */
final class Problems {

  private record Found(int line, FieldProblem problem) {}

  private final String fileName;
  private final List<Found> all = new ArrayList<>();

  Problems(String fileName) {
    this.fileName = fileName;
  }

  void add(int line, String path, String problem) {
    String where = fileName + ":" + line + " " + (path.isEmpty() ? "/" : path);
    all.add(new Found(line, new FieldProblem(where, problem)));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<FieldProblem> sorted() {
    return all.stream()
        .sorted((a, b) -> Integer.compare(a.line(), b.line()))
        .map(Found::problem)
        .distinct()
        .toList();
  }

  /** For example {@code ; did you mean "transport"?}, or nothing. */
  static String near(String word, Collection<String> known) {
    Optional<String> nearest =
        known.stream()
            .filter(k ->
                distance(
                        word.toLowerCase(java.util.Locale.ROOT),
                        k.toLowerCase(java.util.Locale.ROOT))
                    <= 1 + k.length() / 3)
            .min((a, b) -> Integer.compare(distance(word, a), distance(word, b)));
    return nearest.map(n -> "; did you mean \"" + n + "\"?").orElse("");
  }

  /** Edit distance of Levenshtein. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + same);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
