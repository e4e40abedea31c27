package org.countersign.http;

import java.util.Arrays;
import java.util.Optional;

/** Methods that a route can have (RFC 9110, 9.3). */
public enum Method {
  GET,
  POST,
  PUT,
  DELETE;

  /** The method of that name, which is case-sensitive. */
  static Optional<Method> of(String name) {
    return Arrays.stream(values()).filter(method -> method.name().equals(name)).findFirst();
  }
}
