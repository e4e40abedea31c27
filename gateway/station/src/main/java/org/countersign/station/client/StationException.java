package org.countersign.station.client;

import java.util.List;
import org.countersign.personalization.FieldProblem;

/** The station said no, or did not answer. The message says what to do. */
public final class StationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of no. */
  public enum Reason {
    /** Nobody answers at the address. */
    UNREACHABLE,
    /** It does not take our token, or us. */
    NOT_ALLOWED,
    /** It has no room now; try again after {@link #retryAfterSeconds}. */
    BUSY,
    /** It refuses what was sent. */
    REFUSED,
    /** It failed, or answered what no station answers. */
    FAILED
  }

  private final Reason reason;
  private final int status;
  private final transient List<FieldProblem> errors;
  private final int retryAfterSeconds;

  StationException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.status = 0;
    this.errors = List.of();
    this.retryAfterSeconds = 1;
  }

  StationException(
      Reason reason, int status, String message, List<FieldProblem> errors, int retryAfterSeconds) {
    super(message);
    this.reason = reason;
    this.status = status;
    this.errors = List.copyOf(errors);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What kind of no. */
  public Reason reason() {
    return reason;
  }

  /** HTTP status; 0 without an answer. */
  public int status() {
    return status;
  }

  /** Every faulty field, if it named any. */
  public List<FieldProblem> errors() {
    return errors;
  }

  /** Seconds to wait before asking again. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
