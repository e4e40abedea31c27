package org.countersign.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A head as Netty read it. Its header fields are changed by nobody any more. */
record NettyHead(
    Method method,
    HttpHeaders fields,
    InetSocketAddress remote,
    Optional<X509Certificate> certificate)
    implements RequestHead {

  @Override
  public List<String> headers(String name) {
    return List.copyOf(fields.getAll(name));
  }

  /** Never a field: tokens and cookies are among them. */
  @Override
  public String toString() {
    return "RequestHead[" + method + "]";
  }
}
