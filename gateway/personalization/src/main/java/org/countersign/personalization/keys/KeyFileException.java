package org.countersign.personalization.keys;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;

/** A key file is not used. Holds every problem that was found; none holds a key. */
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldProblem> problems;

  KeyFileException(Path file, List<FieldProblem> problems) {
    super(
        "key file "
            + file
            + ": "
            + problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All problems; the field is the key's name, with line. */
  public List<FieldProblem> problems() {
    return problems;
  }
}
