package org.countersign.personalization.keys;

import org.countersign.apdu.Bytes;

/** Gives the keys of one card. A master key never leaves it. */
public interface KeySource {

  /**
   * The key of a card.
   *
   * @throws KeyUnavailableException if there is no such key
   */
  Secret key(Request request) throws KeyUnavailableException;

  /**
   * Which key.
   *
   * @param name name of the master key or key set, as the profile gives it, for example {@code
   *     transport}
   * @param role use of the key in its set: {@code enc}, {@code mac}, {@code dek}, or a name of the
   *     profile's own
   * @param method how the card's key is derived
   * @param input what it is derived from: key diversification data of INITIALIZE UPDATE, chip id;
   *     empty for {@link Diversification#NONE}
   */
  record Request(String name, String role, Diversification method, Bytes input) {}
}
