package org.countersign.protocol.sparkplug;

/**
 * A message for the broker. Never retained.
 *
 * @param qos 0 for births and data (clause 6.4.19 ff.), 1 for NDEATH
 */
public record OutgoingMessage(SparkplugTopic topic, SparkplugPayload payload, int qos) {

  /** The payload's bytes. */
  public byte[] bytes() {
    return SparkplugCodec.encode(topic.type(), payload);
  }
}
