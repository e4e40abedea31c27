package org.countersign.http;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may use a route.
 *
 * @param open whether everybody may, unasked
 * @param roles one of which a caller must have; empty if it is enough to be known
 */
public record Access(boolean open, Set<String> roles) {

  /** Everybody, unasked. */
  public static final Access OPEN = new Access(true, Set.of());

  /** Everybody whom {@link Callers} knows. */
  public static final Access KNOWN = new Access(false, Set.of());

  public Access {
    if (open && !roles.isEmpty()) {
      throw new IllegalArgumentException("an open route asks for no role, and this one has roles");
    }
    roles = Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  boolean allows(Caller caller) {
    return roles.isEmpty() || !Collections.disjoint(roles, caller.roles());
  }
}
