package org.countersign.station.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Where and as whom the station reports.
 *
 * @param broker {@code tcp://host[:1883]} or {@code ssl://host[:8883]}
 * @param node district and station id
 * @param login user name and password, if the broker asks for them
 * @param tls present exactly for {@code ssl://}
 * @param keepAlive 1 s to 18 h; a broker declares the station dead after one and a half of it
 * @param connectWithin limit from opening the TCP connection to the last SUBACK
 * @param minInterval least time between two reports; changes in between are one report
 * @param refresh how often values without an event of their own are looked at
 * @param primaryHost id of the host that must be online before births are sent; empty for none
 */
public record FleetConfig(
    URI broker,
    EdgeNodeDescriptor node,
    Optional<Login> login,
    Optional<Tls> tls,
    Duration keepAlive,
    Duration connectWithin,
    Duration minInterval,
    Duration refresh,
    Optional<String> primaryHost) {

  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofHours(18);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what it should be
   */
  public FleetConfig {
    requireBroker(broker);
    require(
        tls.isPresent() == isTls(broker),
        "tls is needed for ssl:// and for nothing else, broker is " + broker);
    require(
        !keepAlive.minusSeconds(1).isNegative() && keepAlive.compareTo(LONGEST_KEEP_ALIVE) <= 0,
        "keep-alive: 1 s to 18 h is needed, found " + keepAlive);
    requirePositive("connect limit", connectWithin);
    requirePositive("least interval", minInterval);
    requirePositive("refresh interval", refresh);
    require(
        primaryHost.map(EdgeNodeDescriptor::isId).orElse(true),
        "primary host: an id without + / # is needed");
  }

  /**
   * A station without login and TLS, with usual times: keep-alive 30 s, reports at most every
   * second.
   */
  public static FleetConfig plain(URI broker, String group, String node) {
    return new FleetConfig(
        broker,
        new EdgeNodeDescriptor(group, node),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Optional.empty());
  }

  /** MQTT client id: group and node, which are unique together. */
  public String clientId() {
    return node.group() + "/" + node.node();
  }

  /** Port of the broker, by default the registered one of its scheme. */
  public int port() {
    if (broker.getPort() >= 0) {
      return broker.getPort();
    }
    return isTls(broker) ? 8883 : 1883;
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

  private static void requirePositive(String what, Duration time) {
    require(time.isPositive(), what + ": more than nothing is needed, found " + time);
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
   * @param client the station's own certificate, if the broker asks for one
   */
  public record Tls(Path trustedCertificates, Optional<ClientCertificate> client) {}

  /**
   * The station's certificate and key.
   *
   * @param keyStore PKCS#12 file
   * @param passwordFile its first line is the key store's password
   */
  public record ClientCertificate(Path keyStore, Path passwordFile) {}
}
