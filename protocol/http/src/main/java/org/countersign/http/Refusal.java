package org.countersign.http;

/**
 * A request ends with a problem instead of an answer. Thrown often by bad callers: no stack trace.
 */
public final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** With a problem. */
  public Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** With a problem that names no field. */
  public Refusal(Problem.Kind kind, String detail) {
    this(Problem.of(kind, detail));
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }
}
