package org.countersign.centre.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.countersign.centre.account.Role;

/** Somebody who asks the centre's API without a browser. */
final class Desk implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
  private final URI centre;
  private String cookie = "";
  private String csrf = "";

  private Desk(URI centre) {
    this.centre = centre;
  }

  /** Somebody who is not logged in. */
  static Desk outside(CentreProcess centre) {
    return new Desk(centre.page());
  }

  /** Somebody of a role who is logged in. */
  static Desk of(CentreProcess centre, Role role) throws Exception {
    Desk desk = outside(centre);
    HttpResponse<String> answer = desk.logIn(role.word(), CentreProcess.PASSWORD);
    if (answer.statusCode() != 200) {
      throw new IOException("log-in as " + role.word() + " answered " + answer.statusCode());
    }
    desk.cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    desk.csrf = JSON.readTree(answer.body()).path("csrf").textValue();
    return desk;
  }

  /** What the centre answers to a log-in; nothing of it is kept. */
  HttpResponse<String> logIn(String user, String password) throws Exception {
    String body = JSON.writeValueAsString(Map.of("user", user, "password", password));
    return client.send(
        request("/v1/session")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Where the centre is. */
  URI centre() {
    return centre;
  }

  /** The session as {@code name=value}. */
  String cookie() {
    return cookie;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(centre.resolve(path)).timeout(WITHIN);
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  /** What a path answers; anything but 200 is a failure. */
  JsonNode get(String path) throws Exception {
    return JSON.readTree(text(path));
  }

  /** The same as it comes. */
  String text(String path) throws Exception {
    HttpResponse<String> answer = client.send(request(path).GET().build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** The status of a path. */
  int status(String path) throws Exception {
    return client.send(request(path).GET().build(), BodyHandlers.discarding()).statusCode();
  }

  /** The status of a POST with the session's token. */
  int post(String path) throws Exception {
    return send(request(path).header("X-CSRF-Token", csrf));
  }

  /** The status of a POST of an object with the session's token. */
  int post(String path, Map<String, Object> body) throws Exception {
    HttpRequest request =
        request(path)
            .header("X-CSRF-Token", csrf)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** The status of a POST without the token, as a foreign page would send it. */
  int postWithoutToken(String path) throws Exception {
    return send(request(path));
  }

  private int send(HttpRequest.Builder request) throws Exception {
    return client
        .send(request.POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /** The event stream, to be read or not; nothing of it is read here. */
  InputStream follow() throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request("/v1/events").GET().build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("/v1/events answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** A part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
