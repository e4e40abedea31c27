package org.countersign.station.http;

/**
 * A request ends with a problem instead of an answer. Thrown often by bad callers: no stack trace.
 */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Refusal(Problem.Kind kind, String detail) {
    this(Problem.of(kind, detail));
  }

  Problem problem() {
    return problem;
  }
}
