package org.countersign.station.operators;

import java.time.Duration;

/** A person did not prove who they are, or may not do what is asked. Nothing was done. */
public final class PersonRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Duration wait;

  PersonRefusedException(String message, Duration wait) {
    super(message, null, false, false);
    this.wait = wait;
  }

  /** How long until this person's PIN is looked at again; zero if at once. */
  public Duration waitFor() {
    return wait;
  }
}
