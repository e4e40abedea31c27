package org.countersign.centre.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.config.CentreConfig;
import org.countersign.mqtt.BrokerConfig;

/**
 * A whole centre in a folder whose broker is away, and people who ask it over a socket: {@code vi},
 * {@code op} and {@code ad}, of the role that begins so.
 */
final class SmallCentre implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "correct horse battery";
  private static final String HASH = PasswordHash.of(PASSWORD.toCharArray());

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now;
  private final Centre centre;
  private final CentrePage page;

  /** Somebody who is logged in. */
  record Person(String cookie, String csrf) {}

  SmallCentre(Path folder, AtomicReference<Instant> now) throws IOException {
    this.now = now;
    CentreConfig config =
        CentreConfig.onThisMachine(folder, BrokerConfig.plain(URI.create("tcp://127.0.0.1:1")));
    CentrePage.Events events = new CentrePage.Events(now::get);
    centre = Centre.start(config, now::get, List.of(events.alerts()), events::changed);
    for (Role role : Role.values()) {
      add(role.word().substring(0, 2), role);
    }
    page =
        CentrePage.start(
            centre.parts(), events, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** Adds an account, or replaces it. */
  void add(String name, Role role) {
    accounts().save(new Account(name, role, HASH, Optional.empty()));
  }

  AccountTable accounts() {
    return new AccountTable(centre.parts().database());
  }

  Centre.Parts parts() {
    return centre.parts();
  }

  void pass(java.time.Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  Person logIn(String user) throws Exception {
    HttpResponse<String> answer =
        send("POST", "/v1/session", "", Map.of("user", user, "password", PASSWORD));
    if (answer.statusCode() != 200) {
      throw new IOException("log-in answered " + answer.statusCode() + ": " + answer.body());
    }
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    return new Person(cookie, JSON.readTree(answer.body()).get("csrf").asText());
  }

  HttpResponse<String> get(Person who, String path) throws Exception {
    return send(at(path).header("Cookie", who.cookie()));
  }

  JsonNode json(Person who, String path) throws Exception {
    return JSON.readTree(get(who, path).body());
  }

  HttpResponse<String> post(Person who, String path, Map<String, Object> body) throws Exception {
    return send(
        at(path)
            .header("Cookie", who.cookie())
            .header("X-CSRF-Token", who.csrf())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  HttpResponse<String> delete(Person who, String path) throws Exception {
    return send(
        at(path).header("Cookie", who.cookie()).header("X-CSRF-Token", who.csrf()).DELETE());
  }

  private HttpResponse<String> send(
      String method, String path, String cookie, Map<String, Object> body) throws Exception {
    return send(
        at(path)
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + page.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    page.close();
    centre.close();
    client.close();
  }
}
