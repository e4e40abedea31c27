package org.countersign.emulator.encoderprinter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes requests from bytes in any pieces, with Jackson's non-blocking parser. */
final class RequestStream {

  /**
   * A request, or what should have been one.
   *
   * @param broken whether the bytes were no JSON
   */
  record Incoming(@Nullable String id, String method, Map<String, String> params, boolean broken) {}

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(16 << 20)
                  .maxNameLength(200)
                  .build())
          .build();

  private JsonParser parser = parser();
  private int depth;
  private boolean inParams;
  private String name = "";
  private @Nullable String id;
  private String method = "";
  private Map<String, String> params = new LinkedHashMap<>();

  private static JsonParser parser() {
    try {
      return JSON.createNonBlockingByteArrayParser();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** More bytes; {@link #next()} must have answered null before. */
  void feed(byte[] bytes, int length) throws IOException {
    ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, 0, length);
  }

  /** Whether a request has begun and not ended. */
  boolean isInTheMiddle() {
    return depth > 0;
  }

  /** Forgets what has begun. */
  void forget() {
    parser = parser();
    depth = 0;
    begin();
  }

  private void begin() {
    id = null;
    method = "";
    inParams = false;
    params = new LinkedHashMap<>();
  }

  /**
   * The next request of what was fed; null if there is none. After a broken one all is forgotten.
   */
  @Nullable Incoming next() {
    try {
      for (JsonToken token = parser.nextToken();
          token != null && token != JsonToken.NOT_AVAILABLE;
          token = parser.nextToken()) {
        if (take(token)) {
          Incoming whole = new Incoming(id, method, params, false);
          begin();
          return whole;
        }
      }
      return null;
    } catch (IOException notJson) {
      forget();
      return new Incoming(null, "", Map.of(), true);
    }
  }

  /** Whether a request ends with it. */
  private boolean take(JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT, START_ARRAY -> {
        depth++;
        inParams = depth == 2 && name.equals("params");
      }
      case END_OBJECT, END_ARRAY -> {
        depth--;
        return depth == 0;
      }
      case FIELD_NAME -> name = parser.currentName();
      default -> value();
    }
    return false;
  }

  private void value() throws IOException {
    if (depth == 2 && inParams) {
      params.put(name, parser.getText());
    } else if (depth == 1 && name.equals("id")) {
      id = parser.getText();
    } else if (depth == 1 && name.equals("method")) {
      method = parser.getText();
    }
  }
}
