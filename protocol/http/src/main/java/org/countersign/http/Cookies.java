package org.countersign.http;

import java.util.Optional;

/** Reads the Cookie field (RFC 6265, 4.2.1). */
final class Cookies {

  private Cookies() {}

  /**
   * The value of the cookie of that name.
   *
   * @return empty if it is not there exactly once: of two, one may have been planted by a
   *     neighbouring host
   */
  static Optional<String> value(Iterable<String> fields, String name) {
    String found = null;
    for (String field : fields) {
      for (String pair : field.split(";", -1)) {
        String trimmed = pair.strip();
        if (trimmed.startsWith(name + "=")) {
          if (found != null) {
            return Optional.empty();
          }
          found = trimmed.substring(name.length() + 1);
        }
      }
    }
    return Optional.ofNullable(found);
  }
}
