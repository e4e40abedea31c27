package org.countersign.http;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Where a server listens, and the names by which it may be called there. */
public sealed interface Endpoint {

  /** Port that needs not be told (RFC 9110, 4.2.2). */
  int HTTPS = 443;

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
   * One address, over TLS 1.2 or 1.3. A caller may show a certificate, and {@link RequestHead} has
   * it then; one that the context does not trust ends the handshake.
   *
   * @param address where to listen
   * @param names by which callers know the server: host names or literal addresses, without port
   * @param context keys of the server and whom it trusts; asked for each connection on an event
   *     loop, so that renewed certificates need no restart
   * @param certificateRequired whether a caller without a certificate is turned away
   */
  record Secure(
      InetSocketAddress address,
      Set<String> names,
      Supplier<SSLContext> context,
      boolean certificateRequired)
      implements Endpoint {
    public Secure {
      if (names.isEmpty()) {
        throw new IllegalArgumentException(
            "a server on " + address + " needs a name by which callers know it");
      }
      names =
          names.stream()
              .map(name -> name.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int port() {
      return address.getPort();
    }
  }

  /** {@code http} or {@code https}. */
  default String scheme() {
    return this instanceof Secure ? "https" : "http";
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
      case Secure secure ->
          secure.names().stream()
              .map(name -> name.indexOf(':') < 0 ? name : "[" + name + "]")
              .flatMap(name ->
                  bound == HTTPS ? Stream.of(name, name + ":443") : Stream.of(name + ":" + bound))
              .collect(Collectors.toUnmodifiableSet());
    };
  }

  /**
   * Values of Origin (RFC 6454) that the server's own pages send.
   *
   * @param bound the port that was taken
   */
  default Set<String> origins(int bound) {
    return authorities(bound).stream()
        .map(authority -> scheme() + "://" + authority)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names of Host, for people. */
  default String hosts() {
    return switch (this) {
      case Loopback loopback -> "localhost, 127.0.0.1 or [::1] with its port";
      case Secure secure -> String.join(", ", new TreeSet<>(secure.names())) + " with its port";
    };
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }
}
