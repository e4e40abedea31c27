package org.countersign.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that says no (RFC 9457). Neither detail nor errors ever hold a value that the caller
 * sent.
 *
 * @param kind which, for programs
 * @param detail what to do about this one, for people
 * @param errors every faulty field
 * @param headers further header fields, for example {@code Allow}
 */
public record Problem(
    Kind kind, String detail, List<FieldError> errors, Map<String, String> headers) {

  private static final JsonFactory JSON = new JsonFactory();

  public Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  /** Without faulty fields. */
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, List.of(), Map.of());
  }

  /** With every faulty field. */
  public static Problem ofFields(Kind kind, String detail, List<FieldError> errors) {
    return new Problem(kind, detail, errors, Map.of());
  }

  /** For a moment only: whoever is told may ask again in a second. */
  public static Problem busy(String reason) {
    return of(HttpProblem.BUSY, reason + " Ask again in a second.").with("Retry-After", "1");
  }

  /** The same with one more header field. */
  public Problem with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Problem(kind, detail, errors, all);
  }

  /** As an answer. */
  public Reply toReply() {
    return new Reply(kind.status(), MediaType.PROBLEM, json(), headers);
  }

  private byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "tag:countersign.org,2026:problem/" + kind.word());
      json.writeStringField("title", kind.title());
      json.writeNumberField("status", kind.status());
      json.writeStringField("detail", detail);
      writeErrors(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private void writeErrors(JsonGenerator json) throws IOException {
    if (errors.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("errors");
    for (FieldError error : errors) {
      json.writeStartObject();
      json.writeStringField("field", error.field());
      json.writeStringField("problem", error.problem());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What is wrong, for programs. */
  public interface Kind {

    /** Status of HTTP. */
    int status();

    /** For people; the same for every problem of the kind. */
    String title();

    /** Last part of the {@code type}: lower case and hyphens, the same for ever. */
    String word();
  }

  /**
   * One faulty field.
   *
   * @param field where, for example {@code data.birthDate}
   * @param problem what is wrong and what would be right, without the faulty value
   */
  public record FieldError(String field, String problem) {}
}
