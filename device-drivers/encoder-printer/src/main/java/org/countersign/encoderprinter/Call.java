package org.countersign.encoderprinter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A request as a dialect writes it.
 *
 * @param method of the service
 * @param parameters in order; a value that begins with {@code $} is filled in
 */
record Call(String method, Map<String, String> parameters) {

  /** Reads {@code method name=value name=$value}. */
  static Call parse(String line) {
    StringTokenizer parts = new StringTokenizer(line);
    String method = parts.nextToken();
    Map<String, String> parameters = new LinkedHashMap<>();
    while (parts.hasMoreTokens()) {
      String part = parts.nextToken();
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + part + "' is no name=value");
      }
      parameters.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return new Call(method, parameters);
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
