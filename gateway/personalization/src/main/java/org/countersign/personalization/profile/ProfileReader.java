package org.countersign.personalization.profile;

import java.util.List;
import org.countersign.personalization.FieldProblem;

/** Reads a profile from JSON, strictly. */
public final class ProfileReader {

  private ProfileReader() {}

  /**
   * Reads a profile. Every problem is told at once, each with file, line, path and, for a word that
   * is not known, the near one.
   *
   * @param fileName for the problems
   * @param json UTF-8, at most 1 MiB
   */
  public static Reading read(String fileName, byte[] json) {
    return new Reading.Bad(List.of(new FieldProblem(fileName + ":1 /", "not read yet")));
  }

  /** What came of reading. */
  public sealed interface Reading {
    /** A profile without fault. */
    record Good(Profile profile) implements Reading {}

    /** Everything that is wrong with it; fields read {@code FILE:LINE /path/to/member}. */
    record Bad(List<FieldProblem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }
}
