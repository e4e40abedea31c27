package org.countersign.encoderprinter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as a dialect writes it.
 *
 * @param method of the service
 * @param parameters in order; a value that begins with {@code $} is filled in
 */
record Call(String method, Map<String, String> parameters) {

  /** Reads {@code method name=value name=$value}. */
  static Call parse(String line) {
    String[] parts = line.trim().split("\\s+");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + parts[i] + "' is no name=value");
      }
      parameters.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    return new Call(parts[0], parameters);
  }

  /**
   * The parameters with their values.
   *
   * @throws IllegalArgumentException if the dialect asks for a value that this operation has not
   */
  Map<String, String> filled(Map<String, String> values) {
    Map<String, String> filled = new LinkedHashMap<>();
    parameters.forEach((name, value) -> filled.put(name, fill(value, values)));
    return filled;
  }

  private String fill(String value, Map<String, String> values) {
    if (!value.startsWith("$")) {
      return value;
    }
    String known = values.get(value.substring(1));
    if (known == null) {
      throw new IllegalArgumentException(method + " has no value " + value);
    }
    return known;
  }
}
