package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.Application;
import org.countersign.station.drivers.DriverCatalogue;

/** A whole station at work, seen as the counter's software sees it: over HTTP, with its token. */
final class RunningStation implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WAITING = Set.of("ACCEPTED", "RESERVED");
  private static final Set<String> AT_REST = Set.of("SPOILED", "VOID", "IN_DOUBT");

  /** An answer of the API; the body is an empty object if there was none. */
  record Answer(int status, JsonNode body) {

    /** The problem of one field; fails if it is not among the faulty ones. */
    String problemOf(String field) {
      for (JsonNode error : body.path("errors")) {
        if (error.path("field").asText().equals(field)) {
          return error.path("problem").asText();
        }
      }
      throw new AssertionError(field + " is not named in " + body);
    }

    String detail() {
      return body.path("detail").asText();
    }
  }

  final Gateway gateway;
  final String token;
  private final HttpClient client = HttpClient.newHttpClient();
  private int good;

  private RunningStation(Gateway gateway, String token) {
    this.gateway = gateway;
    this.token = token;
  }

  static RunningStation start(Path folder) throws Exception {
    return start(folder, Clock.systemUTC());
  }

  static RunningStation start(Path folder, Clock clock) throws Exception {
    Gateway gateway = Gateway.start(folder, DriverCatalogue.ofInstallation(), clock);
    return new RunningStation(
        gateway, Files.readString(folder.resolve("secrets/http.token")).strip());
  }

  /** The body of an application as the API takes it, open to be spoilt. */
  static Map<String, Object> body(String profile) {
    return body(StationFolder.application(profile, 1));
  }

  static Map<String, Object> body(Application application) {
    Map<String, String> attachments = new HashMap<>();
    application
        .attachments()
        .forEach((n, b) -> attachments.put(n, Base64.getEncoder().encodeToString(b.toArray())));
    Map<String, Object> body = new HashMap<>();
    body.put("profile", application.profile());
    body.put("data", new HashMap<>(application.data()));
    body.put("attachments", attachments);
    return body;
  }

  Answer put(String id, Map<String, Object> body) throws Exception {
    return put(id, "application/json", JSON.writeValueAsBytes(body));
  }

  Answer put(String id, String form, byte[] body) throws Exception {
    return send(
        request("/v1/jobs/" + id)
            .header("Content-Type", form)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  Answer get(String path) throws Exception {
    return send(request(path));
  }

  /** Posts nothing. */
  Answer post(String path) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Asks until the answer is as wanted; the last one after half a minute. */
  Answer eventually(String path, java.util.function.Predicate<Answer> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Answer answer = get(path);
    while (!wanted.test(answer) && System.nanoTime() < deadline) {
      answer = get(path);
    }
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  void submit(String id, String profile) throws Exception {
    assertThat(put(id, body(profile)).status()).as(id).isEqualTo(202);
  }

  JsonNode job(String id) throws Exception {
    return get("/v1/jobs/" + id).body();
  }

  /** Whether there is such a job. */
  boolean find(String id) throws Exception {
    return get("/v1/jobs/" + id).status() == 200;
  }

  JsonNode stock() throws Exception {
    return get("/v1/stock").body();
  }

  /** Waits until a job has its proven card, or will have none, or waits for a person. */
  JsonNode ended(String id) throws Exception {
    return awaitJob(
        id, job -> job.has("work") || AT_REST.contains(job.path("state").asText()), "an end");
  }

  /** Waits until a job was tried on a card and put back in line; the reason is its problem. */
  JsonNode triedInVain(String id) throws Exception {
    return awaitJob(
        id,
        job -> WAITING.contains(job.path("state").asText()) && !problem(job).isEmpty(),
        "a vain attempt");
  }

  static String problem(JsonNode job) {
    return job.path("problem").asText();
  }

  private JsonNode awaitJob(String id, java.util.function.Predicate<JsonNode> reached, String what)
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    JsonNode job = job(id);
    for (int i = 0; i < 4_000 && !reached.test(job); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
      job = job(id);
    }
    assertThat(reached.test(job)).as("%s of %s", what, job).isTrue();
    return job;
  }

  /** The service goes on: a good application becomes a proven card on the device. */
  void issuesAGoodCardOn(String device, String profile) throws Exception {
    String id = "good-" + ++good;
    submit(id, profile);
    JsonNode job = ended(id);
    assertThat(job.path("state").asText()).as("%s", job).isEqualTo("ACTIVATED");
    assertThat(job.path("work").path("verdict").asText()).isEqualTo("good");
    assertThat(job.path("device").asText()).isEqualTo(device);
    assertThat(problem(job)).isEmpty();
  }

  /** An application becomes a card, whatever was tried before. */
  void issuesCardInTheEnd(String id, String profile) throws Exception {
    submit(id, profile);
    JsonNode job = ended(id);
    assertThat(job.path("state").asText()).as("%s", job).isEqualTo("ACTIVATED");
  }

  /** What the record says of a job, oldest first: its states and their facts. */
  List<org.countersign.station.jobs.StationEvent> record(String job) {
    return gateway.events().after(0, 100_000).stream()
        .filter(event -> event.kind().equals("job") && event.subject().equals(job))
        .toList();
  }

  /** Text as it goes over the line. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
