package org.countersign.encoderprinter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a request object (JSON-RPC 2.0, section 4). */
final class Request {

  private static final JsonFactory JSON = new JsonFactory();

  private Request() {}

  /**
   * The object in UTF-8, without anything behind it.
   *
   * @param parameters by name; every value is a string
   */
  static byte[] of(String id, String method, Map<String, String> parameters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("jsonrpc", "2.0");
      json.writeStringField("id", id);
      json.writeStringField("method", method);
      json.writeObjectFieldStart("params");
      for (Map.Entry<String, String> parameter : parameters.entrySet()) {
        json.writeStringField(parameter.getKey(), parameter.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
