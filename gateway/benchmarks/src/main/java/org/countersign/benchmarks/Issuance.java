package org.countersign.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * A clerk's software: submits jobs and hears from the event stream what became of them. It writes
 * each request to its socket in one piece and reads lines, so that what is measured is the station
 * and not a client library. One thread.
 */
final class Issuance implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * When a client saw what, in milliseconds from just before it sent the job.
   *
   * @param accepted the answer to PUT: the job is durable
   * @param activated the event that the card is valid
   * @param proven the event that the independent inspection found it good
   */
  record Times(double accepted, double activated, double proven) {}

  private final String head;
  private final Socket jobs;
  private final Socket events;
  private final BufferedReader answers;
  private final BufferedReader stream;

  /**
   * Connects, and opens the event stream.
   *
   * @param port of the station's API
   * @param token bearer token
   */
  Issuance(int port, String token) throws IOException {
    head = " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n".formatted(port, token);
    jobs = connect(port);
    events = connect(port);
    answers = new BufferedReader(new InputStreamReader(jobs.getInputStream(), ISO_8859_1));
    stream = new BufferedReader(new InputStreamReader(events.getInputStream(), UTF_8));
    String request = "GET /v1/events" + head + "Accept: text/event-stream\r\n\r\n";
    events.getOutputStream().write(request.getBytes(ISO_8859_1));
    expect(stream, "200");
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  /** Reads an answer's status line, header fields and no body. */
  private static int expect(BufferedReader from, String status) throws IOException {
    String line = line(from);
    if (!line.startsWith("HTTP/1.1 " + status)) {
      throw new IOException("the station answered " + line);
    }
    int length = 0;
    while (!line.isEmpty()) {
      line = line(from);
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return length;
  }

  private static String line(BufferedReader from) throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the station closed the connection");
    }
    return line;
  }

  /**
   * Has one card issued.
   *
   * @throws IOException if it does not come to a good end, or nothing is heard for a minute
   */
  Times issue(String job, byte[] application) throws IOException {
    byte[] request = request(job, application);
    long start = System.nanoTime();
    jobs.getOutputStream().write(request);
    long body = expect(answers, "202");
    double accepted = millisSince(start);
    for (long skipped = 0; skipped < body; ) {
      skipped += answers.skip(body - skipped);
    }
    double activated = 0;
    while (true) {
      String line = line(stream);
      double at = millisSince(start);
      if (!line.startsWith("data: ") || !line.contains('"' + job + '"')) {
        continue;
      }
      JsonNode event = JSON.readTree(line.substring(6));
      JsonNode facts = event.path("facts");
      if (facts.has("problem")) {
        throw new IOException(event.path("state").asText() + ": " + facts.path("problem").asText());
      }
      if (facts.has("verdict")) {
        return new Times(accepted, activated, at);
      }
      if (event.path("state").asText().equals("ACTIVATED")) {
        activated = at;
      }
    }
  }

  private byte[] request(String job, byte[] application) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String fields = "Content-Type: application/json\r\nContent-Length: " + application.length;
    request.writeBytes(("PUT /v1/jobs/" + job + head + fields + "\r\n\r\n").getBytes(ISO_8859_1));
    request.writeBytes(application);
    return request.toByteArray();
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  @Override
  public void close() throws IOException {
    jobs.close();
    events.close();
  }
}
