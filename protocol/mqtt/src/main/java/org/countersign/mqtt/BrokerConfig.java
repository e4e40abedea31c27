package org.countersign.mqtt;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a broker is, and how it is spoken to.
 *
 * @param address {@code tcp://host[:1883]} or {@code ssl://host[:8883]}
 * @param login user name and password, if the broker asks for them
 * @param tls present exactly for {@code ssl://}
 * @param keepAlive 1 s to 18 h; a broker declares a client dead after one and a half of it
 * @param connectWithin limit from opening the TCP connection to the last SUBACK
 */
public record BrokerConfig(
    URI address,
    Optional<Login> login,
    Optional<Tls> tls,
    Duration keepAlive,
    Duration connectWithin) {

  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofHours(18);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what it should be
   */
  public BrokerConfig {
    requireBroker(address);
    require(
        tls.isPresent() == isTls(address),
        "tls is needed for ssl:// and for nothing else, broker is " + address);
    require(
        !keepAlive.minusSeconds(1).isNegative() && keepAlive.compareTo(LONGEST_KEEP_ALIVE) <= 0,
        "keep-alive: 1 s to 18 h is needed, found " + keepAlive);
    require(
        connectWithin.isPositive(),
        "connect limit: more than nothing is needed, found " + connectWithin);
  }

  /** Without login and TLS, with usual times: keep-alive 30 s, connected within 20 s. */
  public static BrokerConfig plain(URI address) {
    return new BrokerConfig(
        address,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20));
  }

  /** Port of the broker, by default the registered one of its scheme. */
  public int port() {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return isTls(address) ? 8883 : 1883;
  }

  private static boolean isTls(URI broker) {
    return "ssl".equals(broker.getScheme());
  }

  private static void requireBroker(URI broker) {
    require(
        ("tcp".equals(broker.getScheme()) || isTls(broker))
            && broker.getHost() != null
            && broker.getUserInfo() == null
            && Objects.requireNonNullElse(broker.getPath(), "").isEmpty()
            && broker.getQuery() == null,
        "broker: tcp://host[:port] or ssl://host[:port] is needed");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * A login.
   *
   * @param passwordFile its first line is the password, read at every connect
   */
  public record Login(String user, Path passwordFile) {}

  /**
   * TLS 1.2 or 1.3; the broker's name is checked.
   *
   * @param trustedCertificates PEM file of the certificates that may have issued the broker's
   * @param client the client's own certificate, if the broker asks for one
   */
  public record Tls(Path trustedCertificates, Optional<ClientCertificate> client) {}

  /**
   * The client's certificate and key.
   *
   * @param keyStore PKCS#12 file
   * @param passwordFile its first line is the key store's password
   */
  public record ClientCertificate(Path keyStore, Path passwordFile) {}
}
