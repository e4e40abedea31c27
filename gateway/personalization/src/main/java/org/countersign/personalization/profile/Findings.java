package org.countersign.personalization.profile;

import org.jspecify.annotations.Nullable;

/** Problems of a profile by path, at the line where the path stands in its file. */
final class Findings {

  private final Json tree;
  private final Problems problems;

  Findings(Json tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Adds a problem.
   *
   * @param numbered path with slashes; what follows # is left out
   */
  void add(String numbered, String problem) {
    String path = numbered.replaceAll("#.*", "");
    problems.add(lineOf(path), path, problem);
  }

  private int lineOf(String path) {
    Json at = tree;
    for (String part : path.substring(1).split("/")) {
      Json next = at instanceof Json.Obj obj ? obj.members().get(part) : item(at, part);
      if (next == null) {
        return at.line();
      }
      at = next;
    }
    return at.line();
  }

  private static @Nullable Json item(Json at, String part) {
    return at instanceof Json.Arr arr && part.matches("[0-9]+")
        ? arr.items().get(Integer.parseInt(part))
        : null;
  }
}
