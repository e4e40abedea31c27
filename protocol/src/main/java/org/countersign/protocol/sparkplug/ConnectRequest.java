package org.countersign.protocol.sparkplug;

import java.util.List;

/**
 * What the next CONNECT must carry and which filters must be subscribed before anything is
 * published. Clean session, MQTT 3.1.1 ({@code principles-persistence-clean-session-311}).
 *
 * @param will the will, QoS 1, not retained
 * @param subscriptions topic filters, each at QoS 1
 */
public record ConnectRequest(OutgoingMessage will, List<String> subscriptions) {

  /** QoS of every subscription. */
  public static final int SUBSCRIPTION_QOS = 1;

  public ConnectRequest {
    subscriptions = List.copyOf(subscriptions);
  }
}
