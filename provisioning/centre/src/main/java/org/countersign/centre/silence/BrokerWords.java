package org.countersign.centre.silence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * What a broker says of sessions that end: mosquitto 2.0 in its log (<code>log_dest topic</code>,
 * {@code log_type notice}), EMQX 5 in its system topics. A client's id is in both, and a client
 * chooses its id: the text is hostile. A station's client id is {@code district/station}.
 */
public final class BrokerWords {

  /** What is to be subscribed; a broker that refuses is as good, only quieter. */
  public static final List<String> FILTERS =
      List.of("$SYS/broker/log/N", "$SYS/broker/log/E", "$SYS/brokers/+/clients/+/+/disconnected");

  private static final int LONGEST = 2_048;
  private static final String SYSTEM = "$SYS/";
  private static final String MOSQUITTO = "$SYS/broker/log/";
  private static final String CLIENT = "Client ";
  private static final int EMQX_LEVELS = 7;
  private static final JsonMapper JSON = new JsonMapper();

  /** Ends of mosquitto's lines, after the client's id. */
  private static final Map<String, Parting> ENDINGS =
      Map.of(
          " disconnected.", Parting.IN_ORDER,
          " closed its connection.", Parting.CLOSED,
          " has exceeded timeout, disconnecting.", Parting.TIMED_OUT,
          " already connected, closing old connection.", Parting.OVERTAKEN,
          " disconnected due to protocol error.", Parting.THROWN_OUT,
          " disconnected, not authorised.", Parting.THROWN_OUT);

  /** EMQX's reasons. */
  private static final Map<String, Parting> REASONS =
      Map.of(
          "normal", Parting.IN_ORDER,
          "tcp_closed", Parting.CLOSED,
          "ssl_closed", Parting.CLOSED,
          "keepalive_timeout", Parting.TIMED_OUT,
          "discarded", Parting.OVERTAKEN,
          "takenover", Parting.OVERTAKEN,
          "kicked", Parting.THROWN_OUT,
          "not_authorized", Parting.THROWN_OUT);

  private BrokerWords() {}

  /** Of whose session it said what. */
  public record Word(EdgeNodeDescriptor station, Parting parting) {}

  /** Whether a topic is the broker's own. */
  public static boolean isTopic(String topic) {
    return topic.startsWith(SYSTEM);
  }

  /** Reads a message; empty for one that tells of no session's end, or of no station's. */
  public static Optional<Word> read(String topic, byte[] payload) {
    if (payload.length > LONGEST) {
      return Optional.empty();
    }
    String text = new String(payload, StandardCharsets.UTF_8);
    return topic.startsWith(MOSQUITTO) ? mosquitto(text) : emqx(topic.split("/", -1), text);
  }

  /** {@code 1795520967: Client north/n-1 closed its connection.} */
  private static Optional<Word> mosquitto(String line) {
    int start = line.startsWith(CLIENT) ? 0 : line.indexOf(": " + CLIENT) + 2;
    if (!line.startsWith(CLIENT, start)) {
      return Optional.empty();
    }
    return ENDINGS.entrySet().stream()
        .filter(ending -> line.endsWith(ending.getKey()))
        .findFirst()
        .flatMap(ending ->
            word(
                line.substring(start, Math.max(start, line.length() - ending.getKey().length())),
                ending.getValue()));
  }

  private static Optional<Word> word(String client, Parting parting) {
    int slash = client.indexOf('/');
    return client.length() <= CLIENT.length() || slash < 0
        ? Optional.empty()
        : word(client.substring(CLIENT.length(), slash), client.substring(slash + 1), parting);
  }

  private static Optional<Word> emqx(String[] levels, String json) {
    if (levels.length != EMQX_LEVELS || !levels[EMQX_LEVELS - 1].equals("disconnected")) {
      return Optional.empty();
    }
    try {
      String reason = JSON.readTree(json).path("reason").asText();
      return Optional.ofNullable(REASONS.get(reason))
          .flatMap(parting -> word(levels[4], levels[5], parting));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Word> word(String group, String node, Parting parting) {
    return EdgeNodeDescriptor.isId(group) && EdgeNodeDescriptor.isId(node)
        ? Optional.of(new Word(new EdgeNodeDescriptor(group, node), parting))
        : Optional.empty();
  }
}
