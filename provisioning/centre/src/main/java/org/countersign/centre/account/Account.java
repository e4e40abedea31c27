package org.countersign.centre.account;

import java.util.Optional;

/**
 * A person who may log in.
 *
 * @param passwordHash in the form of {@link PasswordHash}
 * @param totpSecret shared secret of RFC 6238 in Base32, for those who have one
 */
public record Account(String name, Role role, String passwordHash, Optional<String> totpSecret) {

  /** Without the hash and the secret. */
  @Override
  public String toString() {
    return "Account[" + name + ", " + role.word() + "]";
  }
}
