package org.countersign.http;

import java.util.Set;
import java.util.stream.Collectors;

/** Where a server listens, and the names by which it may be called there. */
public sealed interface Endpoint {

  /** TCP port; 0 takes a free one. */
  int port();

  /**
   * 127.0.0.1 and ::1, and nowhere else; plain HTTP.
   *
   * @param port TCP port on both; 0 takes one that is free on both
   */
  record Loopback(int port) implements Endpoint {
    public Loopback {
      checkPort(port);
    }
  }

  /**
   * Values of Host that are answered (RFC 9110, 7.2), in lower case. A page that had its name
   * rebound to this address still sends its own name there.
   *
   * @param bound the port that was taken
   */
  default Set<String> authorities(int bound) {
    return switch (this) {
      case Loopback loopback ->
          Set.of("localhost:" + bound, "127.0.0.1:" + bound, "[::1]:" + bound);
    };
  }

  /** Values of Origin (RFC 6454) that the server's own pages send. */
  default Set<String> origins(int bound) {
    return authorities(bound).stream()
        .map(authority -> "http://" + authority)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names, for people. */
  default String names() {
    return switch (this) {
      case Loopback loopback -> "localhost, 127.0.0.1 or [::1] with its port";
    };
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }
}
