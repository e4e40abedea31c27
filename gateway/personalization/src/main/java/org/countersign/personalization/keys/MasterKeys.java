package org.countersign.personalization.keys;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Master keys in memory, by name.
 *
 * <p>A request finds the master {@code name.role} if there is one, else {@code name}; so one master
 * may serve a whole key set, or each role may have its own. It is then diversified with the role's
 * key number: {@code enc} 1, {@code mac} 2, {@code dek} 3, or the number itself for a role of two
 * hex digits ({@code 01} to {@code FF}). Any other role is possible only with {@link
 * Diversification#NONE}: two roles would get the same key otherwise. Safe for many threads.
 */
public final class MasterKeys implements KeySource, AutoCloseable {

  private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f]{2}");

  private static final byte[] NOTHING = new byte[0];

  private final SortedMap<String, Secret> keys = new TreeMap<>();

  /**
   * Copies the keys.
   *
   * @param keys by name: {@code transport}, or {@code transport.enc}
   */
  public MasterKeys(Map<String, Secret> keys) {
    keys.forEach((name, key) -> this.keys.put(name, Diversification.NONE.derived(key, 0, NOTHING)));
  }

  @Override
  public Secret key(Request request) throws KeyUnavailableException {
    Secret master = master(request);
    OptionalInt number = keyNumber(request.role());
    if (number.isEmpty() && request.method() != Diversification.NONE) {
      throw new KeyUnavailableException(
          "key %s: role %s has no key number for %s; use enc, mac, dek or two hex digits"
              .formatted(request.name(), request.role(), request.method()));
    }
    try {
      return request.method().derive(master, number.orElse(1), request.input());
    } catch (IllegalArgumentException e) {
      throw new KeyUnavailableException(
          "key %s.%s cannot be derived by %s: %s"
              .formatted(request.name(), request.role(), request.method(), e.getMessage()));
    }
  }

  /** Names of the keys, in order. */
  public List<String> names() {
    return List.copyOf(keys.keySet());
  }

  /** Zeroes all keys. */
  @Override
  public void close() {
    keys.values().forEach(Secret::close);
  }

  private Secret master(Request request) throws KeyUnavailableException {
    String own = request.name() + "." + request.role();
    @Nullable Secret found = keys.getOrDefault(own, keys.get(request.name()));
    if (found == null) {
      throw new KeyUnavailableException(
          "no key %s and no key %s; there are %s. Add it to the key file"
              .formatted(own, request.name(), keys.keySet()));
    }
    return found;
  }

  /**
   * Number of a role's key in its set: {@code enc} 1, {@code mac} 2, {@code dek} 3, or two hex
   * digits; empty for any other role.
   */
  public static OptionalInt keyNumber(String role) {
    return switch (role) {
      case "enc" -> OptionalInt.of(1);
      case "mac" -> OptionalInt.of(2);
      case "dek" -> OptionalInt.of(3);
      default ->
          NUMBER.matcher(role).matches() && !role.equals("00")
              ? OptionalInt.of(Integer.parseInt(role, 16))
              : OptionalInt.empty();
    };
  }

  @Override
  public String toString() {
    return "MasterKeys" + keys.keySet();
  }
}
