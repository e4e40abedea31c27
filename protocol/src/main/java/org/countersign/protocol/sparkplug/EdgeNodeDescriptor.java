package org.countersign.protocol.sparkplug;

import java.nio.charset.StandardCharsets;

/**
 * Group id and Edge Node id, which together are unique in the whole infrastructure (clause 1.4). A
 * station is an Edge Node, its district the group.
 *
 * @param group 1 to {@value #MAX_ID_BYTES} bytes of UTF-8 without {@code +}, {@code /}, {@code #}
 *     and control characters
 * @param node likewise
 */
public record EdgeNodeDescriptor(String group, String node) {

  /** Longest id taken, in bytes; three of them stay far below MQTT's 65,535 for a topic. */
  public static final int MAX_ID_BYTES = 255;

  public EdgeNodeDescriptor {
    requireId("group", group);
    requireId("Edge Node", node);
  }

  /** Whether text may be a group, Edge Node, Device or host id. */
  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ID_BYTES
        && text.codePoints().allMatch(EdgeNodeDescriptor::isIdCharacter)
        && text.getBytes(StandardCharsets.UTF_8).length <= MAX_ID_BYTES;
  }

  /** Control characters, lone surrogates and non-characters: MQTT 3.1.1 clause 1.5.3. */
  private static boolean isIdCharacter(int c) {
    return c != '+'
        && c != '/'
        && c != '#'
        && !Character.isISOControl(c)
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && (c & 0xFFFE) != 0xFFFE;
  }

  static void requireId(String what, String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          what
              + " id: 1 to "
              + MAX_ID_BYTES
              + " bytes of UTF-8 without + / # and control characters are needed, found \""
              + printable(id)
              + "\"");
    }
  }

  private static String printable(String id) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  /** Topic of one of the node's own messages. */
  public SparkplugTopic topic(MessageType type) {
    return SparkplugTopic.ofNode(this, type);
  }

  /** Topic of a message of one of its Devices. */
  public SparkplugTopic topic(MessageType type, String device) {
    return SparkplugTopic.ofDevice(this, type, device);
  }
}
