package org.countersign.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What a request says before its body. Any thread. */
public interface RequestHead {

  /** The method. */
  Method method();

  /**
   * The values of a header field in the order of its lines.
   *
   * @param name in any case
   */
  List<String> headers(String name);

  /** Where the connection comes from: the caller, or a proxy before it. */
  InetSocketAddress remote();

  /** The caller's own certificate, which the server trusts; empty if none was shown. */
  Optional<X509Certificate> certificate();

  /**
   * The value of a {@link Cookie}; empty if it is not there exactly once.
   *
   * @param name without its prefix
   */
  default Optional<String> cookie(String name) {
    return Cookies.value(headers("Cookie"), Cookie.sent(name));
  }

  /** The value of a header field that is there exactly once. */
  default Optional<String> header(String name) {
    List<String> values = headers(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
