package org.countersign.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a broker is, or several that stand in for each other, and how they are spoken to.
 *
 * @param addresses one to {@value #MOST_ADDRESSES}, {@code tcp://host[:1883]} or {@code
 *     ssl://host[:8883]}, all of one scheme; they are walked in this order
 * @param login user name and password, if the broker asks for them
 * @param tls present exactly for {@code ssl://}
 * @param keepAlive 1 s to 18 h; a broker declares a client dead after one and a half of it
 * @param connectWithin limit from opening the TCP connection to the last SUBACK
 */
public record BrokerConfig(
    List<URI> addresses,
    Optional<Login> login,
    Optional<Tls> tls,
    Duration keepAlive,
    Duration connectWithin) {

  /** What {@link #isAddress} wants, for who tells a person. */
  public static final String ADDRESS = "tcp://host[:port] or ssl://host[:port]";

  /** Beyond it nobody would wait for a walk to end. */
  public static final int MOST_ADDRESSES = 8;

  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofHours(18);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what it should be
   */
  public BrokerConfig {
    addresses = List.copyOf(addresses);
    require(
        !addresses.isEmpty() && addresses.size() <= MOST_ADDRESSES,
        "brokers: 1 to " + MOST_ADDRESSES + " are needed, found " + addresses.size());
    boolean isTls = tls.isPresent();
    for (URI address : addresses) {
      require(isAddress(address), "broker: " + ADDRESS + " is needed");
      require(
          isTls == isTls(address),
          "tls is needed for ssl:// and for nothing else, broker is " + address);
    }
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
        List.of(address),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20));
  }

  /** Whether a text is the address of a broker. */
  public static boolean isAddress(String text) {
    try {
      return isAddress(new URI(text));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Port of a broker, by default the registered one of its scheme. */
  static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return isTls(address) ? 8883 : 1883;
  }

  private static boolean isTls(URI broker) {
    return "ssl".equals(broker.getScheme());
  }

  private static boolean isAddress(URI broker) {
    return ("tcp".equals(broker.getScheme()) || isTls(broker))
        && broker.getHost() != null
        && broker.getUserInfo() == null
        && Objects.requireNonNullElse(broker.getPath(), "").isEmpty()
        && broker.getQuery() == null;
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
