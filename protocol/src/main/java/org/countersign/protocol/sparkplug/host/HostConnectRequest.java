package org.countersign.protocol.sparkplug.host;

import java.util.List;

/**
 * What a host's next CONNECT must carry and which filters must be subscribed before anything is
 * published. Clean session, MQTT 3.1.1 ({@code message-flow-phid-sparkplug-clean-session-311}).
 *
 * @param will STATE {@code online:false}, QoS 1, retained
 * @param subscriptions topic filters, each at QoS 1; the host's own STATE first
 */
public record HostConnectRequest(HostMessage.State will, List<String> subscriptions) {

  /** QoS of every subscription. */
  public static final int SUBSCRIPTION_QOS = 1;

  public HostConnectRequest {
    subscriptions = List.copyOf(subscriptions);
  }
}
