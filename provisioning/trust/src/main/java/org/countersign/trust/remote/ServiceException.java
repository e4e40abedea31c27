package org.countersign.trust.remote;

import java.time.Duration;

/** A signing service gave no signature. The message holds no key and no data of a person. */
public final class ServiceException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  public enum Kind {
    /** No answer, or none that says anything of the question: the same may be asked again. */
    AGAIN,
    /** It said no: asked again it will say no until somebody changes something. */
    REFUSED,
    /** The job was signed before with other data. */
    SIGNED_OTHERWISE
  }

  private final Kind kind;
  private final Duration notBefore;

  ServiceException(Kind kind, Duration notBefore, String message) {
    super(message);
    this.kind = kind;
    this.notBefore = notBefore;
  }

  ServiceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.notBefore = Duration.ZERO;
  }

  /** What to do. */
  public Kind kind() {
    return kind;
  }

  /** How long the service wants to be left alone; zero if it did not say. */
  public Duration notBefore() {
    return notBefore;
  }
}
