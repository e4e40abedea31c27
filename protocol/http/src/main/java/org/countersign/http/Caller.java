package org.countersign.http;

import java.util.Set;

/**
 * Who asks.
 *
 * @param name for the record of what was done; empty for nobody in particular
 * @param roles what the caller may do, in the words of {@link Access#roles}
 */
public record Caller(String name, Set<String> roles) {

  /** Whoever asks on an open route. */
  public static final Caller ANYBODY = new Caller("", Set.of());

  public Caller {
    roles = Set.copyOf(roles);
  }
}
