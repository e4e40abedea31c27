package org.countersign.mqtt;

import java.util.List;

/**
 * What the next CONNECT carries and which filters are subscribed before anything is published.
 * Clean session.
 *
 * @param will what the broker publishes if the connection ends without DISCONNECT
 * @param filters topic filters, each asked for at QoS 1
 */
public record Opening(ApplicationMessage will, List<String> filters) {

  public Opening {
    filters = List.copyOf(filters);
  }
}
