package org.countersign.station.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.countersign.personalization.FieldProblem;

/**
 * An answer that says no (RFC 9457). Neither detail nor errors ever hold a value that the caller
 * sent.
 *
 * @param kind which, for programs
 * @param detail what to do about this one, for people
 * @param errors every faulty field
 * @param headers further header fields, for example {@code Allow}
 */
record Problem(Kind kind, String detail, List<FieldProblem> errors, Map<String, String> headers) {

  private static final JsonFactory JSON = new JsonFactory();

  Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, List.of(), Map.of());
  }

  static Problem ofFields(Kind kind, String detail, List<FieldProblem> errors) {
    return new Problem(kind, detail, errors, Map.of());
  }

  /** For a moment only: whoever is told may ask again in a second. */
  static Problem busy(String reason) {
    return of(Kind.BUSY, reason + " Ask again in a second.").with("Retry-After", "1");
  }

  Problem with(String header, String value) {
    return new Problem(kind, detail, errors, Map.of(header, value));
  }

  Reply toReply() {
    return new Reply(kind.status, MediaType.PROBLEM, json(), headers);
  }

  private byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "tag:countersign.org,2026:problem/" + kind.word());
      json.writeStringField("title", kind.title);
      json.writeNumberField("status", kind.status);
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
    for (FieldProblem error : errors) {
      json.writeStartObject();
      json.writeStringField("field", error.field());
      json.writeStringField("problem", error.problem());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What can be wrong. The last part of {@code type} is the name in kebab case. */
  enum Kind {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    BAD_QUERY(400, "The query cannot be used"),
    UNAUTHORIZED(401, "The token is missing or wrong"),
    FOREIGN_ORIGIN(403, "A page of another origin may not call the station"),
    NO_SUCH_RESOURCE(404, "There is nothing here"),
    NO_SUCH_JOB(404, "There is no such job"),
    NO_SUCH_DEVICE(404, "There is no such device"),
    NO_HEAD_YET(404, "No head over the ledger was signed yet"),
    NO_SUCH_SHIFT(404, "There is no such shift"),
    PERSON_REFUSED(403, "A person is not who they say, or may not do this"),
    STOCK_CONFLICT(409, "The stock does not allow it as it is"),
    REFUSED_REQUEST(422, "The request is refused"),
    PIN_PAUSE(429, "A PIN is not looked at for a while"),
    NO_SELF_TEST(404, "There was no self-test since the start"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    NOT_ACCEPTABLE(406, "No form of the answer is acceptable"),
    TOO_SLOW(408, "The request took too long to arrive"),
    OTHER_APPLICATION(409, "The id belongs to another application"),
    REFUSED_GRANT(409, "The grant is refused"),
    TOO_LATE(409, "A card has been touched for this job"),
    TOO_LARGE(413, "The body is too large"),
    TARGET_TOO_LONG(414, "The request target is too long"),
    UNSUPPORTED_FORM(415, "The body has a form that is not taken here"),
    EXPECTATION(417, "The expectation cannot be met"),
    WRONG_HOST(421, "The request is meant for another host"),
    REFUSED_APPLICATION(422, "The application is refused"),
    HEADER_TOO_LARGE(431, "The header fields are too large"),
    INTERNAL(500, "The station failed"),
    BUSY(503, "The station is busy");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    int status() {
      return status;
    }

    private String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
