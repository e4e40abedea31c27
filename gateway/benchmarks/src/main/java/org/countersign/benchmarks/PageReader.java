package org.countersign.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.Database;

/** Somebody who looks at the centre's page: logs in and follows the stream of events. */
final class PageReader implements AutoCloseable {

  private static final String USER = "reader";
  private static final String PASSWORD = "a password of this benchmark alone";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Stream<String> lines;

  /**
   * Logs in at a page on loopback and begins to read.
   *
   * @param database where the account is made
   * @param overviews takes each overview and {@link System#nanoTime} of its arrival, on a thread of
   *     the reader's
   */
  PageReader(int port, Database database, ObjLongConsumer<JsonNode> overviews)
      throws IOException, InterruptedException {
    new AccountTable(database)
        .save(
            new Account(
                USER, Role.VIEWER, PasswordHash.of(PASSWORD.toCharArray()), Optional.empty()));
    URI page = URI.create("http://localhost:" + port);
    HttpResponse<Stream<String>> stream =
        client.send(
            HttpRequest.newBuilder(page.resolve("/v1/events"))
                .timeout(LIMIT)
                .header("Cookie", logIn(page))
                .header("Accept", "text/event-stream")
                .build(),
            BodyHandlers.ofLines());
    if (stream.statusCode() != OK) {
      throw new IOException("GET /v1/events answered " + stream.statusCode());
    }
    lines = stream.body();
    Thread.ofPlatform().daemon().name("page").start(() -> read(overviews));
  }

  private String logIn(URI page) throws IOException, InterruptedException {
    ObjectNode who = JSON.createObjectNode().put("user", USER).put("password", PASSWORD);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(page.resolve("/v1/session"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(who.toString()))
                .build(),
            BodyHandlers.ofString());
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> cookie.split(";", 2)[0])
        .orElseThrow(() -> new IOException("POST /v1/session answered " + answer.statusCode()));
  }

  private void read(ObjLongConsumer<JsonNode> overviews) {
    try {
      readAll(overviews);
    } catch (UncheckedIOException e) {
      // The end of the centre or of this; whoever waits for an overview says that it did not come.
      return;
    }
  }

  private void readAll(ObjLongConsumer<JsonNode> overviews) {
    String event = "";
    for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
      String line = each.next();
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ") && event.equals("overview")) {
        overviews.accept(parsed(line.substring("data: ".length())), System.nanoTime());
      }
    }
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("the page sent what is no JSON: " + json, e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
