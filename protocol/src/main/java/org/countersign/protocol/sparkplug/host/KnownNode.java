package org.countersign.protocol.sparkplug.host;

import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * What is worth keeping of a session over a restart of the host.
 *
 * @param bdSeq of its newest NBIRTH, 0 to 255; -1 if none was seen
 * @param birthTimestamp of the payload of that NBIRTH, milliseconds since 1970-01-01T00:00:00Z
 */
public record KnownNode(EdgeNodeDescriptor node, int bdSeq, long birthTimestamp) {

  public KnownNode {
    if (bdSeq < -1 || bdSeq > 255) {
      throw new IllegalArgumentException("bdSeq: -1 to 255 is needed, found " + bdSeq);
    }
  }
}
