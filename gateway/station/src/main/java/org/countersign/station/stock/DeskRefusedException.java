package org.countersign.station.stock;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;

/** What persons asked for is refused; nothing was changed. Never shows what they sent. */
public final class DeskRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Which kind of no. */
  public enum Kind {
    /** Somebody is not who they say, or may not. */
    PERSON,
    /** What was sent is wrong in itself. */
    REQUEST,
    /** The stock does not allow it as it is. */
    STATE
  }

  private final Kind kind;
  private final transient List<FieldProblem> problems;
  private final Duration wait;

  /**
   * A refusal.
   *
   * @param wait how long until a person's PIN is looked at again
   */
  public DeskRefusedException(Kind kind, List<FieldProblem> problems, Duration wait) {
    super(
        problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.kind = kind;
    this.problems = List.copyOf(problems);
    this.wait = wait;
  }

  /** Which kind. */
  public Kind kind() {
    return kind;
  }

  /** Every reason, by field or by card. */
  public List<FieldProblem> problems() {
    return problems;
  }

  /** How long until a person's PIN is looked at again. */
  public Duration waitFor() {
    return wait;
  }
}
