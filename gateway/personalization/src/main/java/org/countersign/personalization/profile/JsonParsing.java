package org.countersign.personalization.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Reads JSON text into {@link Json}; Jackson stops here. */
final class JsonParsing {

  /** Largest profile, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final long MAX_SAFE = (1L << 53) - 1;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(MAX_BYTES)
                  .maxNumberLength(20)
                  .build())
          .build();

  private JsonParsing() {}

  /** Text that is not JSON, or has what RFC 8785 or profiles do not allow. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    final int line;

    Malformed(int line, String message) {
      super(message);
      this.line = line;
    }
  }

  static Json parse(byte[] text) throws Malformed {
    if (text.length > MAX_BYTES) {
      throw new Malformed(1, "is " + text.length + " bytes; at most " + MAX_BYTES);
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      Json value = value(parser);
      if (parser.nextToken() != null) {
        throw new Malformed(parser.currentLocation().getLineNr(), "something follows the end");
      }
      return value;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new Malformed(line, "is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Json value(JsonParser parser) throws IOException, Malformed {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Malformed(line, "is empty; an object was expected");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, line);
      case START_ARRAY -> array(parser, line);
      case VALUE_STRING -> new Json.Str(parser.getText(), line);
      case VALUE_NUMBER_INT -> number(parser, line);
      case VALUE_TRUE -> new Json.Bool(true, line);
      case VALUE_FALSE -> new Json.Bool(false, line);
      case VALUE_NULL -> new Json.Null(line);
      default -> throw new Malformed(line, "has a number that is not whole; profiles have none");
    };
  }

  private static Json object(JsonParser parser, int line) throws IOException, Malformed {
    SequencedMap<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new Json.Obj(members, line);
  }

  private static Json array(JsonParser parser, int line) throws IOException, Malformed {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Json.Arr(items, line);
  }

  private static Json number(JsonParser parser, int line) throws IOException, Malformed {
    // Beyond 2^53 JSON readers disagree, and RFC 8785 could not give one form.
    if (parser.getNumberType() != JsonParser.NumberType.INT
        && Math.abs(parser.getBigIntegerValue().doubleValue()) > MAX_SAFE) {
      throw new Malformed(line, "has a number beyond 2^53");
    }
    return new Json.Num(parser.getLongValue(), line);
  }
}
