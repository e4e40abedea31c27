package org.countersign.centre.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;

/** JSON of the API. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON has a text", e);
    }
  }

  /** 200 with a value that nobody in between may keep. */
  static Reply reply(JsonNode node) {
    return new Reply(200, MediaType.JSON, bytes(node), Map.of("Cache-Control", "no-store"));
  }

  /** The object that a request's body is. */
  static ObjectNode body(Request request) throws Refusal {
    try {
      if (MAPPER.readTree(request.body()) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // What stands there may be a password: the reason is not repeated.
    }
    throw new Refusal(HttpProblem.MALFORMED_REQUEST, "The body must be one JSON object.");
  }

  /** A text of the body within bounds. */
  static String text(ObjectNode body, String name, int longest) throws Refusal {
    JsonNode value = body.path(name);
    if (!value.isTextual() || value.textValue().isEmpty() || value.textValue().length() > longest) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST,
          name + " must be a text of 1 to " + longest + " characters.");
    }
    return value.textValue();
  }

  /** {@code NO_BLANKS} as {@code noBlanks}. */
  static String word(Enum<?> value) {
    StringBuilder word = new StringBuilder();
    for (String part : value.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      word.append(
          word.isEmpty()
              ? part
              : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return word.toString();
  }
}
