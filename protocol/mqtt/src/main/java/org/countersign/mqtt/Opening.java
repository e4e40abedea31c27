package org.countersign.mqtt;

import java.util.List;

/**
 * What the next CONNECT carries and which filters are subscribed before anything is published.
 * Clean session.
 *
 * @param will what the broker publishes if the connection ends without DISCONNECT
 * @param filters topic filters, each asked for at QoS 1; a broker that refuses one is of no use
 * @param wishes the same, each in a SUBSCRIBE of its own; the link goes on without those that are
 *     refused
 */
public record Opening(ApplicationMessage will, List<String> filters, List<String> wishes) {

  public Opening {
    filters = List.copyOf(filters);
    wishes = List.copyOf(wishes);
  }

  /** Without wishes. */
  public Opening(ApplicationMessage will, List<String> filters) {
    this(will, filters, List.of());
  }
}
