package org.countersign.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The TLS layer of a connection. */
final class Tls {

  /** Forward secrecy and authenticated encryption alone (RFC 9325, 4.2), and those of TLS 1.3. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private Tls() {}

  /** A layer with the keys of this moment. */
  static SslHandler handler(
      Endpoint.Secure endpoint, HttpConfig.Limits limits, ByteBufAllocator buffers) {
    JdkSslContext context =
        new JdkSslContext(
            endpoint.context().get(),
            false,
            SUITES,
            IdentityCipherSuiteFilter.INSTANCE,
            ApplicationProtocolConfig.DISABLED,
            endpoint.certificateRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL,
            PROTOCOLS,
            false);
    SslHandler handler = context.newHandler(buffers);
    handler.setHandshakeTimeoutMillis(limits.head().toMillis());
    return handler;
  }

  /** The certificate that the caller showed. */
  static Optional<X509Certificate> shown(SslHandler layer) {
    try {
      Certificate[] chain = layer.engine().getSession().getPeerCertificates();
      return chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  /** Whether a failure is the caller's: no TLS, no trust, or a line that was cut. */
  static boolean isCallers(Throwable failure) {
    return failure instanceof SSLException || failure.getCause() instanceof SSLException;
  }
}
