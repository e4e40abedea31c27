package org.countersign.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Follows {@code /events} and reads only when it is told to. */
final class EventClient implements AutoCloseable {

  /** Of the smallest buffer that is of use, so that a client that does not read is soon noticed. */
  private static final int BUFFER = 4_096;

  private final RawConnection raw;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Queue<String> lines = new ArrayDeque<>();

  EventClient(int port) throws IOException {
    raw = new RawConnection(port, "127.0.0.1", BUFFER);
    raw.send("GET /events HTTP/1.1\r\nHost: localhost:" + port + "\r\nX-Name: a\r\n\r\n");
  }

  /** Reads the head of the answer. */
  EventClient answered() throws IOException {
    String status = raw.line();
    if (!status.equals("HTTP/1.1 200 OK")) {
      throw new IOException("not a stream: " + status);
    }
    while (!raw.line().isEmpty()) {}
    return this;
  }

  /** The next line of the stream. */
  String next() throws IOException {
    while (lines.isEmpty()) {
      byte[] chunk = raw.chunk();
      if (chunk.length == 0) {
        throw new EOFException("the stream has ended in good order");
      }
      for (byte one : chunk) {
        if (one == '\n') {
          lines.add(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else {
          line.write(one);
        }
      }
    }
    return lines.remove();
  }

  /** Reads events as {@code kind data} until one is this. */
  List<String> until(String last) throws IOException {
    List<String> events = new ArrayList<>();
    String kind = "";
    while (!events.contains(last)) {
      String next = next();
      if (next.startsWith("event: ")) {
        kind = next.substring(7);
      } else if (next.startsWith("data: ")) {
        events.add(kind + " " + next.substring(6));
      } else if (!next.isEmpty() && !next.startsWith(":") && !next.startsWith("retry:")) {
        throw new IOException("no line of an event: " + next.length() + " characters");
      }
    }
    return events;
  }

  boolean isCut() {
    return raw.isClosedByServer();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
