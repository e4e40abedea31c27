package org.countersign.protocol.sparkplug;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * STATE of a Host Application (clause 6.4.24): UTF-8 JSON {@code
 * {"online":true,"timestamp":1668114759262}}.
 *
 * @param timestamp milliseconds since 1970-01-01T00:00:00Z
 */
public record HostState(boolean online, long timestamp) {

  private static final int MOST_BYTES = 4_096;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(4).build())
          .build();

  /** Topic of a host's STATE. */
  public static String topic(String hostId) {
    EdgeNodeDescriptor.requireId("Host Application", hostId);
    return SparkplugTopic.NAMESPACE + "/STATE/" + hostId;
  }

  /** The bytes of a STATE payload. */
  public byte[] bytes() {
    return ("{\"online\":" + online + ",\"timestamp\":" + timestamp + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a STATE payload; members beyond the two are passed over.
   *
   * @throws MalformedPayloadException if it is no such JSON object, or longer than 4 KiB
   */
  public static HostState parse(byte[] bytes) throws MalformedPayloadException {
    SparkplugCodec.requireWithin("STATE bytes", bytes.length, MOST_BYTES);
    try (JsonParser json = JSON.createParser(bytes)) {
      return read(json);
    } catch (IOException e) {
      throw new MalformedPayloadException("STATE: no JSON object", e);
    }
  }

  private static HostState read(JsonParser json) throws IOException, MalformedPayloadException {
    Optional<Boolean> online = Optional.empty();
    Optional<Long> timestamp = Optional.empty();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedPayloadException("STATE: a JSON object is needed");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("online") && value.isBoolean()) {
        online = Optional.of(json.getBooleanValue());
      } else if (name.equals("timestamp") && value == JsonToken.VALUE_NUMBER_INT) {
        timestamp = Optional.of(json.getLongValue());
      } else {
        json.skipChildren();
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT || online.isEmpty() || timestamp.isEmpty()) {
      throw new MalformedPayloadException(
          "STATE: \"online\" as boolean and \"timestamp\" as whole number are needed");
    }
    return new HostState(online.get(), timestamp.get());
  }
}
