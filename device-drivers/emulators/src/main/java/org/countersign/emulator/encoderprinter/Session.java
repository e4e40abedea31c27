package org.countersign.emulator.encoderprinter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.countersign.emulator.EmulatedLine;
import org.jspecify.annotations.Nullable;

/** One connection of a host. */
final class Session {

  private static final JsonFactory JSON = new JsonFactory();

  /** A request that is not whole after this pause is thrown away. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration PIECE_PAUSE = Duration.ofMillis(1);
  private static final String CHATTER =
      "{\"jsonrpc\":\"2.0\",\"method\":\"NOTIFY.State\",\"params\":{\"text\":\"} \\\" {\"}}\r\n";
  private static final String LATE = "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"result\":\"LATE\"}";

  private final EmulatedPrinter printer;
  private final EmulatedLine line;
  private final RequestStream requests = new RequestStream();
  private @Nullable String lastId;
  private byte[] lastAnswer = {};

  Session(EmulatedPrinter printer, EmulatedLine line) {
    this.printer = printer;
    this.line = line;
  }

  void serve() throws IOException {
    byte[] part = new byte[65_536];
    int taken = line.read(part, 0, part.length, PATIENCE);
    while (taken >= 0) {
      if (taken == 0 && requests.isInTheMiddle()) {
        requests.forget();
        send(error(null, -32700, "Parse error"));
      } else if (taken > 0) {
        requests.feed(part, taken);
        if (!answerAll()) {
          return;
        }
      }
      taken = line.read(part, 0, part.length, PATIENCE);
    }
  }

  /** Whether the connection stays. */
  private boolean answerAll() throws IOException {
    for (RequestStream.Incoming request = requests.next();
        request != null;
        request = requests.next()) {
      send(answer(request));
      if (printer.habits().hangsUp()) {
        return false;
      }
    }
    return true;
  }

  /** A request that came twice is carried out once. */
  private byte[] answer(RequestStream.Incoming request) throws IOException {
    if (request.broken()) {
      return error(null, -32700, "Parse error");
    }
    if (request.id() == null || request.method().isEmpty()) {
      return error(request.id(), -32600, "Invalid Request");
    }
    if (!request.id().equals(lastId)) {
      lastAnswer = carriedOut(request);
      lastId = request.id();
    }
    return lastAnswer;
  }

  private byte[] carriedOut(RequestStream.Incoming request) throws IOException {
    try {
      Object result = printer.carryOut(request.method(), request.params());
      printer.rest(printer.workingTime(request.params()));
      return result(request.id(), result);
    } catch (Refusal e) {
      return error(request.id(), e.code(), String.valueOf(e.getMessage()));
    }
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] result(@Nullable String id, Object result) throws IOException {
    return object(
        id,
        json -> {
          if (result instanceof Map<?, ?> members) {
            json.writeObjectFieldStart("result");
            for (Map.Entry<?, ?> member : members.entrySet()) {
              json.writeStringField(member.getKey().toString(), member.getValue().toString());
            }
            json.writeEndObject();
          } else {
            json.writeStringField("result", result.toString());
          }
        });
  }

  private static byte[] error(@Nullable String id, int code, String message) throws IOException {
    return object(
        id,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", code);
          json.writeStringField("message", message);
          json.writeEndObject();
        });
  }

  private static byte[] object(@Nullable String id, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("jsonrpc", "2.0");
      json.writeStringField("id", id);
      body.write(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void send(byte[] answer) throws IOException {
    Habits habits = printer.habits();
    printer.rest(habits.slow());
    byte[] all = habits.chatty() ? amongOthers(answer) : answer;
    int piece = habits.piece() == 0 ? all.length : habits.piece();
    for (int at = 0; at < all.length; at += piece) {
      line.write(all, at, Math.min(piece, all.length - at));
      if (habits.piece() > 0) {
        printer.rest(PIECE_PAUSE);
      }
    }
  }

  private static byte[] amongOthers(byte[] answer) {
    String own = new String(answer, StandardCharsets.UTF_8);
    return (CHATTER + LATE + own + CHATTER).getBytes(StandardCharsets.UTF_8);
  }
}
