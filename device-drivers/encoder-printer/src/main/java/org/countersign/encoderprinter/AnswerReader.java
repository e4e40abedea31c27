package org.countersign.encoderprinter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one response object. */
final class AnswerReader {

  private static final int MOST_MEMBERS = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(ObjectScan.GREATEST_DEPTH)
                  .maxStringLength(AnswerDecoder.GREATEST_ANSWER)
                  .maxNameLength(200)
                  .maxNumberLength(30)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser parser;
  private final Map<String, String> members = new HashMap<>();
  private boolean isVersion2;
  private boolean hasResult;
  private String text = "";
  private @Nullable String id;
  private Answer.@Nullable Refusal error;

  private AnswerReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads it.
   *
   * @param bytes exactly one JSON object
   * @return empty if it is no JSON, or JSON but no response object: another request of the service,
   *     a part of something larger
   */
  static Optional<Answer> read(byte[] bytes) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      AnswerReader reader = new AnswerReader(parser);
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        reader.member(parser.currentName());
      }
      return parser.nextToken() == null ? reader.answer() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Answer> answer() {
    boolean one = hasResult != (error != null);
    return isVersion2 && one
        ? Optional.of(
            new Answer(Optional.ofNullable(id), text, members, Optional.ofNullable(error)))
        : Optional.empty();
  }

  private void member(String name) throws IOException {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "jsonrpc" -> isVersion2 = "2.0".equals(scalar(value));
      case "id" -> id = scalar(value);
      case "result" -> result(value);
      case "error" -> error(value);
      default -> parser.skipChildren();
    }
  }

  private void result(JsonToken value) throws IOException {
    hasResult = true;
    if (value == JsonToken.START_OBJECT) {
      members();
    } else {
      String scalar = scalar(value);
      text = scalar == null ? "" : scalar;
    }
  }

  private void members() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String value = scalar(parser.nextToken());
      if (value != null && members.size() < MOST_MEMBERS) {
        members.put(name, value);
      }
    }
  }

  /** {@code "error": null} beside a result is written by careless services and means none. */
  private void error(JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    int code = 0;
    String message = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken part = parser.nextToken();
      String scalar = scalar(part);
      if (name.equals("code") && part == JsonToken.VALUE_NUMBER_INT) {
        code = parser.getIntValue();
      } else if (name.equals("message") && scalar != null) {
        message = scalar;
      }
    }
    error = new Answer.Refusal(code, message);
  }

  /** The text of a string, number or word; null for {@code null}, an object or an array. */
  private @Nullable String scalar(@Nullable JsonToken value) throws IOException {
    if (value == null || value == JsonToken.VALUE_NULL) {
      return null;
    }
    if (value.isScalarValue()) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }
}
