package org.countersign.protocol.sparkplug;

import java.util.Optional;

/**
 * A topic {@code spBv1.0/group/type/node[/device]} (clause 4.1).
 *
 * @param device present exactly for the message types of a Device
 */
public record SparkplugTopic(EdgeNodeDescriptor node, MessageType type, Optional<String> device) {

  /** First element of every topic of payload version B. */
  public static final String NAMESPACE = "spBv1.0";

  public SparkplugTopic {
    if (type.ofDevice() != device.isPresent()) {
      throw new IllegalArgumentException(
          type + (type.ofDevice() ? " needs a Device id" : " must not have a Device id"));
    }
    device.ifPresent(d -> EdgeNodeDescriptor.requireId("Device", d));
  }

  /** Topic of an Edge Node's own message. */
  public static SparkplugTopic ofNode(EdgeNodeDescriptor node, MessageType type) {
    return new SparkplugTopic(node, type, Optional.empty());
  }

  /** Topic of a Device's message. */
  public static SparkplugTopic ofDevice(EdgeNodeDescriptor node, MessageType type, String device) {
    return new SparkplugTopic(node, type, Optional.of(device));
  }

  /**
   * Reads a topic as it came from a broker. Whatever is not exactly of the form, STATE topics
   * included, is empty.
   */
  public static Optional<SparkplugTopic> parse(String topic) {
    String[] parts = topic.split("/", -1);
    if (parts.length < 4 || parts.length > 5 || !parts[0].equals(NAMESPACE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SparkplugTopic(
              new EdgeNodeDescriptor(parts[1], parts[3]),
              MessageType.valueOf(parts[2]),
              parts.length == 5 ? Optional.of(parts[4]) : Optional.empty()));
    } catch (IllegalArgumentException notOfTheForm) {
      return Optional.empty();
    }
  }

  /** The topic as MQTT has it. */
  @Override
  public String toString() {
    String ofNode = NAMESPACE + "/" + node.group() + "/" + type + "/" + node.node();
    return device.map(d -> ofNode + "/" + d).orElse(ofNode);
  }
}
