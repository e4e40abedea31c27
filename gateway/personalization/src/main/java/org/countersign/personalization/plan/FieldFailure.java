package org.countersign.personalization.plan;

import org.countersign.personalization.FieldProblem;

/** An expression could not be evaluated. Names the field, never its value. */
public final class FieldFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient FieldProblem problem;

  FieldFailure(String field, String problem) {
    super(field + ": " + problem);
    this.problem = new FieldProblem(field, problem);
  }

  /** What is wrong. */
  public FieldProblem problem() {
    return problem;
  }
}
