package org.countersign.station.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.client.StationException.Reason;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.Stock;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.stock.Person;

/** Calls one station. Any thread; several at once. */
public final class StationClient implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final URI base;
  private final Secret token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param base for example {@code http://127.0.0.1:8440}
   * @param token the content of the station's token file, without white space around it
   */
  public StationClient(URI base, Secret token) {
    this.base = base;
    this.token = token;
  }

  /** One page of jobs, and where the next one starts. */
  public record JobPage(List<JobStatus> jobs, Optional<String> next) {
    public JobPage {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * Submits an application; the same one twice is one job.
   *
   * @param id 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
   * @param application JSON of countersign.v1.Application
   * @throws StationException {@link Reason#REFUSED} with every faulty field, or with status 409 if
   *     the id belongs to another application; {@link Reason#BUSY}
   */
  public JobStatus submit(String id, byte[] application)
      throws StationException, InterruptedException {
    return Answers.job(
        send(
            request("/v1/jobs/" + encoded(id))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(application))));
  }

  /** One job; empty if there is none of that id. */
  public Optional<JobStatus> job(String id) throws StationException, InterruptedException {
    try {
      return Optional.of(Answers.job(send(request("/v1/jobs/" + encoded(id)))));
    } catch (StationException refused) {
      if (refused.status() == 404) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Ends a job that has touched no card; status 404 or 409 otherwise. */
  public JobStatus cancel(String id) throws StationException, InterruptedException {
    return Answers.job(send(request("/v1/jobs/" + encoded(id)).DELETE()));
  }

  /**
   * A page of jobs in the order of their acceptance.
   *
   * @param limit 1 to 500
   * @param states only these; empty for all
   */
  public JobPage jobs(Optional<String> after, int limit, Set<JobState> states)
      throws StationException, InterruptedException {
    String path =
        "/v1/jobs?limit="
            + limit
            + after.map(a -> "&after=" + encoded(a)).orElse("")
            + (states.isEmpty()
                ? ""
                : states.stream()
                    .map(JobState::name)
                    .collect(Collectors.joining(",", "&state=", "")));
    JsonNode list = send(request(path));
    return new JobPage(
        Answers.jobs(list), Optional.of(Answers.text(list, "next")).filter(n -> !n.isEmpty()));
  }

  /** Every device. */
  public List<DeviceStatus> devices() throws StationException, InterruptedException {
    return Answers.devices(send(request("/v1/devices")));
  }

  /** Takes the device that is plugged in as the one that is meant; status 404 if there is none. */
  public void accept(String device) throws StationException, InterruptedException {
    send(request("/v1/devices/" + encoded(device) + "/identity").DELETE());
  }

  /** Lets the station look at itself now. */
  public SelfTestReport selfTest() throws StationException, InterruptedException {
    return Answers.selfTest(send(request("/v1/self-test").POST(BodyPublishers.noBody())));
  }

  /** The stock. */
  public Stock stock() throws StationException, InterruptedException {
    return Answers.stock(send(request("/v1/stock")));
  }

  /** What the station may still issue. */
  public GrantLeft grant() throws StationException, InterruptedException {
    return Answers.grant(send(request("/v1/grant")));
  }

  /**
   * Installs a grant.
   *
   * @param json as it was signed
   * @param signature detached CMS
   * @throws StationException {@link Reason#REFUSED} with the reason, status 409
   */
  public GrantLeft install(byte[] json, byte[] signature)
      throws StationException, InterruptedException {
    return Answers.grant(
        send(
            request("/v1/grant")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Answers.grantFile(json, signature)))));
  }

  /** The stock, shifts and persons of the same station. */
  public StockClient stockDesk() {
    return new StockClient(this);
  }

  /** The station's clock, held against its records. */
  public ClockReading clock() throws StationException, InterruptedException {
    return Answers.clock(send(request("/v1/clock")));
  }

  /**
   * Two persons say that the station's clock is right.
   *
   * @param time what another clock says
   * @throws StationException {@link Reason#REFUSED} if a person is not who they say, or the
   *     station's clock says something else
   */
  public ClockReading confirmClock(Instant time, Person by, Person second)
      throws StationException, InterruptedException {
    return Answers.clock(
        StockClient.putOnce(this, "/v1/clock", Answers.clockConfirmation(time, by, second)));
  }

  /** How two persons found the station last. */
  public AcceptanceFound acceptance() throws StationException, InterruptedException {
    return Answers.acceptance(send(request("/v1/acceptance")));
  }

  /**
   * Two persons find the station good, or not.
   *
   * @param refuse why they do not accept it; empty if they do
   * @throws StationException {@link Reason#REFUSED} if a person is not who they say, or the station
   *     is not good and nobody refuses it
   */
  public AcceptanceFound accept(Person by, Person second, String refuse)
      throws StationException, InterruptedException {
    return Answers.acceptance(
        StockClient.putOnce(this, "/v1/acceptance", Answers.acceptanceRequest(by, second, refuse)));
  }

  /** Sends a body to a path and reads the answer. */
  JsonNode put(String path, byte[] body) throws StationException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(body)));
  }

  /** Reads a path. */
  JsonNode get(String path) throws StationException, InterruptedException {
    return send(request(path));
  }

  /** Reads a path as text of a type. */
  String get(String path, String type) throws StationException, InterruptedException {
    HttpResponse<String> response =
        exchange(request(path).setHeader("Accept", type).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw refusal(response, response.body());
    }
    return response.body();
  }

  /**
   * Opens the event stream; the caller reads and closes it.
   *
   * @param after number of the last event seen; empty starts with the next one
   */
  public EventStream events(OptionalLong after) throws StationException, InterruptedException {
    HttpRequest.Builder request = request("/v1/events").setHeader("Accept", "text/event-stream");
    after.ifPresent(last -> request.header("Last-Event-ID", Long.toString(last)));
    HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw refusal(response, new String(body.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException broken) {
        throw unreachable(broken);
      }
    }
    return new EventStream(response.body());
  }

  private HttpRequest.Builder request(String path) {
    byte[] bytes = token.toArray();
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(LIMIT)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + new String(bytes, StandardCharsets.UTF_8));
  }

  private JsonNode send(HttpRequest.Builder request) throws StationException, InterruptedException {
    HttpResponse<String> response = exchange(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw refusal(response, response.body());
    }
    try {
      return Answers.tree(response.body());
    } catch (JsonProcessingException noJson) {
      throw new StationException(
          Reason.FAILED, "What answers at " + base + " is no station.", noJson);
    }
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws StationException, InterruptedException {
    try {
      return http.send(request, handler);
    } catch (IOException failed) {
      throw unreachable(failed);
    }
  }

  private StationException unreachable(IOException cause) {
    return new StationException(
        Reason.UNREACHABLE,
        "No station answers at "
            + base
            + " ("
            + cause.getClass().getSimpleName()
            + "). Start it with 'countersign run --config DIR', or give its address with --url.",
        cause);
  }

  private StationException refusal(HttpResponse<?> response, String body) {
    String detail;
    List<FieldProblem> errors;
    try {
      JsonNode problem = Answers.tree(body);
      String title = Answers.text(problem, "title");
      detail = title.isEmpty() ? "" : title + ". " + Answers.text(problem, "detail");
      errors = Answers.errors(problem);
    } catch (JsonProcessingException noJson) {
      detail = "";
      errors = List.of();
    }
    String message = detail.isEmpty() ? base + " answered " + response.statusCode() + "." : detail;
    return new StationException(
        reason(response.statusCode()),
        response.statusCode(),
        message,
        errors,
        retryAfter(response));
  }

  private static Reason reason(int status) {
    return switch (status) {
      case 401, 403, 421 -> Reason.NOT_ALLOWED;
      case 503 -> Reason.BUSY;
      default -> status >= 500 ? Reason.FAILED : Reason.REFUSED;
    };
  }

  private static int retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("[0-9]{1,4}"))
        .map(Integer::parseInt)
        .orElse(1);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
    token.close();
  }
}
