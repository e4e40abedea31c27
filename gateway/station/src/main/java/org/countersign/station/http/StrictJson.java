package org.countersign.station.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message from JSON in protobuf's own mapping, but strictly and to the end: an unknown or
 * repeated key, a wrong type and bad base64 are all collected with their path, where protobuf's
 * reader stops at the first one and quotes what it read.
 *
 * <p>It knows text, binary fields and whole numbers without a sign, maps of them, and lists of
 * texts. A message with other fields is refused when the reader is made, so that a grown schema is
 * noticed by the first test.
 */
final class StrictJson {

  /** Far more than any application has; it bounds the answer to a hostile body. */
  private static final int MOST_PROBLEMS = 1_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxStringLength(Integer.MAX_VALUE) // The body limit rules.
                  .build())
          .build();

  private final Message.Builder message;
  private final List<FieldProblem> problems = new ArrayList<>();

  private StrictJson(Message.Builder message) {
    this.message = message;
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      FieldDescriptor value = field.isMapField() ? valueOf(field) : field;
      boolean list = field.isRepeated() && !field.isMapField();
      if (!isLeaf(value) || (list && field.getType() != FieldDescriptor.Type.STRING)) {
        throw new IllegalArgumentException("cannot read " + field.getFullName() + " from JSON");
      }
    }
  }

  /**
   * Reads into the builder.
   *
   * @return everything that is wrong; the builder is to be used only if that is nothing
   * @throws Malformed if it is not JSON at all
   */
  static List<FieldProblem> read(byte[] json, Message.Builder into) throws Malformed {
    StrictJson reader = new StrictJson(into);
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      reader.document(parser);
      if (parser.nextToken() != null) {
        throw new Malformed("something follows its end");
      }
    } catch (JsonProcessingException syntax) {
      // Its own text quotes the input.
      JsonLocation at = syntax.getLocation();
      throw new Malformed(
          at == null
              ? "it breaks off"
              : "see line " + at.getLineNr() + ", column " + at.getColumnNr());
    } catch (IOException encoding) {
      throw new Malformed("it is not UTF-8");
    }
    return List.copyOf(reader.problems);
  }

  /** Not JSON. The message says where, and quotes nothing. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String where) {
      super(where, null, false, false);
    }
  }

  private void document(JsonParser parser) throws IOException, Malformed {
    if (parser.currentToken() == null) {
      throw new Malformed("it is empty");
    }
    if (!isObject(parser, "$")) {
      return;
    }
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      FieldDescriptor field = field(name);
      parser.nextToken();
      if (field == null) {
        unknown(parser, name);
      } else if (!seen.add(field.getName())) {
        add(field.getJsonName(), "is there twice; keep one");
        parser.skipChildren();
      } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
        field(parser, field);
      }
    }
  }

  private @Nullable FieldDescriptor field(String name) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private void unknown(JsonParser parser, String name) throws IOException {
    Descriptor type = message.getDescriptorForType();
    String known =
        type.getFields().stream()
            .map(FieldDescriptor::getJsonName)
            .collect(Collectors.joining(", "));
    add(ElementName.shown(name), "is not known here; known are " + known);
    parser.skipChildren();
  }

  private void field(JsonParser parser, FieldDescriptor field) throws IOException {
    if (field.isMapField()) {
      map(parser, field);
    } else if (field.isRepeated()) {
      list(parser, field);
    } else {
      leaf(parser, field, field.getJsonName()).ifPresent(value -> message.setField(field, value));
    }
  }

  private void list(JsonParser parser, FieldDescriptor field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      add(field.getJsonName(), "must be a list, and is " + word(parser.currentToken()));
      parser.skipChildren();
      return;
    }
    for (int i = 1; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (parser.currentToken() == null) {
        return; // The document breaks off, which is told where it ends.
      }
      leaf(parser, field, field.getJsonName() + "[" + i + "]")
          .ifPresent(value -> message.addRepeatedField(field, value));
    }
  }

  private void map(JsonParser parser, FieldDescriptor field) throws IOException {
    if (!isObject(parser, field.getJsonName())) {
      return;
    }
    FieldDescriptor key = field.getMessageType().findFieldByName("key");
    FieldDescriptor value = valueOf(field);
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String path = field.getJsonName() + "." + ElementName.shown(name);
      parser.nextToken();
      if (!seen.add(name)) {
        add(path, "is there twice; keep one");
        parser.skipChildren();
      } else {
        leaf(parser, value, path)
            .ifPresent(v ->
                message.addRepeatedField(
                    field,
                    message
                        .newBuilderForField(field)
                        .setField(key, name)
                        .setField(value, v)
                        .build()));
      }
    }
  }

  /** The value; empty after a problem. */
  private Optional<Object> leaf(JsonParser parser, FieldDescriptor field, String path)
      throws IOException {
    if (field.getType() == FieldDescriptor.Type.UINT64) {
      return number(parser, path);
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      add(path, "must be a string, and is " + word(parser.currentToken()));
      parser.skipChildren();
      return Optional.empty();
    }
    return field.getType() == FieldDescriptor.Type.BYTES
        ? base64(parser.getText(), path).map(bytes -> bytes)
        : text(parser.getText(), path).map(text -> text);
  }

  /** A 64-bit number stands in quotes in protobuf's mapping, and may stand without. */
  private Optional<Object> number(JsonParser parser, String path) throws IOException {
    boolean right =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            || parser.currentToken() == JsonToken.VALUE_STRING;
    if (right && parser.getText().matches("[0-9]{1,18}")) {
      return Optional.of(Long.valueOf(parser.getText()));
    }
    add(path, "must be a whole number of at most 18 digits");
    parser.skipChildren();
    return Optional.empty();
  }

  private Optional<String> text(String text, String path) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))
          && !(i + 1 < text.length()
              && Character.isSurrogatePair(text.charAt(i), text.charAt(++i)))) {
        add(path, "has half of a surrogate pair; send whole characters");
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }

  private Optional<ByteString> base64(String text, String path) {
    try {
      // Both alphabets of RFC 4648, as protobuf's mapping has it.
      String standard = text.replace('-', '+').replace('_', '/');
      return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(standard)));
    } catch (IllegalArgumentException bad) {
      add(path, "is not base64 (RFC 4648)");
      return Optional.empty();
    }
  }

  private boolean isObject(JsonParser parser, String path) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    add(path, "must be an object, and is " + word(parser.currentToken()));
    parser.skipChildren();
    return false;
  }

  private void add(String path, String problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new FieldProblem(path, problem));
    }
  }

  private static boolean isLeaf(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.STRING
        || field.getType() == FieldDescriptor.Type.BYTES
        || field.getType() == FieldDescriptor.Type.UINT64;
  }

  private static FieldDescriptor valueOf(FieldDescriptor map) {
    return map.getMessageType().findFieldByName("value");
  }

  private static String word(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number without quotes";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case VALUE_STRING -> "a string";
      case null, default -> "missing";
    };
  }
}
