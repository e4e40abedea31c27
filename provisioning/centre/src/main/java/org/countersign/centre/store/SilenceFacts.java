package org.countersign.centre.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.countersign.centre.silence.Evidence;
import org.countersign.centre.silence.LastWords;
import org.countersign.centre.silence.Sentence;
import org.countersign.centre.silence.Silence;

/** The parts of a silence that are never searched for, as JSON. */
final class SilenceFacts {

  private static final JsonMapper JSON = new JsonMapper();

  private SilenceFacts() {}

  static String text(Silence silence) {
    LastWords words = silence.words();
    ObjectNode node = JSON.createObjectNode();
    node.put("planned", words.planned())
        .put("power", words.power())
        .put("hasBattery", words.hasBattery())
        .put("clockAhead", words.clockAhead());
    words.until().ifPresent(at -> node.put("stopUntil", at));
    words.certificateEnds().ifPresent(at -> node.put("certificateEnds", at));
    silence.verdict().until().ifPresent(at -> node.put("until", at));
    ArrayNode evidence = node.putArray("evidence");
    for (Evidence one : silence.verdict().evidence()) {
      evidence
          .addObject()
          .put("kind", one.kind().name())
          .put("en", one.text().english())
          .put("zh", one.text().chinese());
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON has a text", e);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws StoreException if it is something else
   */
  static JsonNode node(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StoreException("read the facts of a silence", e);
    }
  }

  static LastWords words(JsonNode node) {
    return new LastWords(
        node.path("planned").asText(),
        time(node, "stopUntil"),
        node.path("power").asText(),
        node.path("hasBattery").asBoolean(),
        time(node, "certificateEnds"),
        node.path("clockAhead").asLong());
  }

  static OptionalLong time(JsonNode node, String name) {
    return node.has(name) ? OptionalLong.of(node.path(name).asLong()) : OptionalLong.empty();
  }

  static List<Evidence> evidence(JsonNode node) {
    List<Evidence> evidence = new ArrayList<>();
    for (JsonNode one : node.path("evidence")) {
      evidence.add(
          new Evidence(
              Evidence.Kind.valueOf(one.path("kind").asText()),
              new Sentence(one.path("en").asText(), one.path("zh").asText())));
    }
    return evidence;
  }
}
