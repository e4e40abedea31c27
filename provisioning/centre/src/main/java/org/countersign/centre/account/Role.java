package org.countersign.centre.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person may do; each may also do what those before it may. */
public enum Role {
  /** Reads everything but who did what. */
  VIEWER,
  /** Also acknowledges and silences alerts. */
  OPERATOR,
  /** Also reads who did what. */
  ADMIN;

  /** As it is written in the API and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that word. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** Words of this role and of all that it includes. */
  public Set<String> includes() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::word)
        .collect(Collectors.toUnmodifiableSet());
  }
}
