package org.countersign.station.http;

import java.util.List;
import org.countersign.http.MediaType;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;

/** Reads an application exactly as the API does, for tools that never call it. */
public final class ApplicationJson {

  private ApplicationJson() {}

  /** What came of reading. */
  public sealed interface Reading {
    /** It can be read; whether it can be issued is its profile's affair. */
    record Good(Application application) implements Reading {}

    /** Everything that is wrong with it. */
    record Bad(List<FieldProblem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads an application in the API's JSON form. */
  public static Reading read(byte[] json) {
    try {
      return new Reading.Good(WireMapper.application(MediaType.JSON, json, List.of()));
    } catch (Refusal refused) {
      Problem problem = refused.problem();
      return new Reading.Bad(
          problem.errors().isEmpty()
              ? List.of(new FieldProblem("$", problem.detail()))
              : problem.errors().stream()
                  .map(error -> new FieldProblem(error.field(), error.problem()))
                  .toList());
    }
  }
}
