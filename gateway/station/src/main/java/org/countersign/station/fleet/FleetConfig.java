package org.countersign.station.fleet;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Where and as whom the station reports.
 *
 * @param node district and station id
 * @param minInterval least time between two reports; changes in between are one report
 * @param refresh how often values without an event of their own are looked at
 * @param primaryHost id of the host that must be online before births are sent; empty for none
 */
public record FleetConfig(
    BrokerConfig broker,
    EdgeNodeDescriptor node,
    Duration minInterval,
    Duration refresh,
    Optional<String> primaryHost) {

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what it should be
   */
  public FleetConfig {
    requirePositive("least interval", minInterval);
    requirePositive("refresh interval", refresh);
    require(
        primaryHost.map(EdgeNodeDescriptor::isId).orElse(true),
        "primary host: an id without + / # is needed");
  }

  /** A station without login and TLS, with usual times: reports at most every second. */
  public static FleetConfig plain(URI broker, String group, String node) {
    return new FleetConfig(
        BrokerConfig.plain(broker),
        new EdgeNodeDescriptor(group, node),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Optional.empty());
  }

  /** MQTT client id: group and node, which are unique together. */
  public String clientId() {
    return node.group() + "/" + node.node();
  }

  private static void requirePositive(String what, Duration time) {
    require(time.isPositive(), what + ": more than nothing is needed, found " + time);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
