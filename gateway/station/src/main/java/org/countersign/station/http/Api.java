package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.countersign.http.HttpProblem;
import org.countersign.http.HttpServer;
import org.countersign.http.MediaType;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.http.Route.Action.Follow;
import org.countersign.http.Route.Action.Tell;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.Jobs.Cancellation;
import org.countersign.station.jobs.Jobs.Submission;
import org.countersign.station.jobs.Stock;
import org.countersign.station.selftest.SelfTests;
import org.countersign.station.stock.StockDesk;

/** The station's API: what each route does. {@code /openapi.json} describes it. */
public final class Api {

  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MOST_JOBS = 500;
  private static final int USUAL_JOBS = 100;
  private static final JsonFactory JSON = new JsonFactory();

  private final String version;
  private final Jobs jobs;
  private final Devices devices;
  private final StockApi stock;
  private final EventFeed events;
  private final PrometheusMeterRegistry metrics;
  private final Health health;
  private final LedgerApi ledger;
  private final SelfTestApi selfTests;
  private final ClockApi clock;
  private final AcceptanceApi acceptance;
  private final byte[] openapi = resource("openapi.json");

  Api(
      String version,
      Jobs jobs,
      Devices devices,
      Supplier<Stock> stock,
      StockDesk desk,
      EventFeed events,
      PrometheusMeterRegistry metrics,
      Health health,
      SelfTests selfTests,
      LedgerHeads heads,
      GrantDesk grants,
      ClockDesk clock,
      AcceptanceDesk acceptance) {
    this.version = version;
    this.jobs = jobs;
    this.devices = devices;
    this.stock = new StockApi(desk, stock);
    this.events = events;
    this.metrics = metrics;
    this.health = health;
    this.ledger = new LedgerApi(heads, grants);
    this.selfTests = new SelfTestApi(selfTests);
    this.clock = new ClockApi(clock);
    this.acceptance = new AcceptanceApi(acceptance);
  }

  /**
   * A server of the API that does not listen yet.
   *
   * @param metrics what {@code /metrics} shows; the server adds its own
   */
  public static HttpServer server(
      ApiConfig config,
      Jobs jobs,
      Devices devices,
      Supplier<Stock> stock,
      StockDesk desk,
      EventFeed events,
      PrometheusMeterRegistry metrics,
      Health health,
      SelfTests selfTests,
      LedgerHeads heads,
      GrantDesk grants,
      ClockDesk clock,
      AcceptanceDesk acceptance) {
    Api api =
        new Api(
            config.version(),
            jobs,
            devices,
            stock,
            desk,
            events,
            metrics,
            health,
            selfTests,
            heads,
            grants,
            clock,
            acceptance);
    return new HttpServer(config.http(), api.routes(), new BearerToken(config.token()), metrics);
  }

  List<Route> routes() {
    List<Route> all = new ArrayList<>(own());
    all.addAll(stock.routes());
    all.addAll(ledger.routes());
    all.addAll(selfTests.routes());
    all.addAll(clock.routes());
    all.addAll(acceptance.routes());
    return List.copyOf(all);
  }

  private List<Route> own() {
    return List.of(
        StationRoutes.put("/v1/jobs/{id}", this::submit, 202, 409, 422),
        StationRoutes.get("/v1/jobs", BOTH_FORMS, new Ask(this::list), 200),
        StationRoutes.get("/v1/jobs/{id}", BOTH_FORMS, new Ask(this::find), 200, 404),
        StationRoutes.delete("/v1/jobs/{id}", this::cancel, 200, 404, 409),
        StationRoutes.get("/v1/devices", BOTH_FORMS, new Ask(this::devices), 200),
        StationRoutes.delete("/v1/devices/{id}/identity", this::accept, 200, 404),
        StationRoutes.get(
            "/v1/events", List.of(MediaType.EVENTS), new Follow(new StationLog(events)), 200),
        StationRoutes.get("/metrics", List.of(MediaType.PROMETHEUS), new Ask(this::metrics), 200),
        StationRoutes.openGet("/healthz", new Tell(this::health), 200),
        StationRoutes.openGet("/openapi.json", new Tell(this::openapi), 200));
  }

  private Reply submit(Request request) throws Refusal {
    List<FieldProblem> problems =
        JOB_ID.matcher(request.id()).matches()
            ? List.of()
            : List.of(new FieldProblem("id", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -"));
    Application application =
        WireMapper.application(request.contentType(), request.body(), problems);
    return switch (jobs.submit(request.id(), application)) {
      case Submission.Accepted accepted -> accepted(accepted.job(), request);
      case Submission.Conflict conflict ->
          throw new Refusal(
              StationProblem.OTHER_APPLICATION,
              "This id was used for another application. Send it under an id of its own; nothing"
                  + " was changed.");
      case Submission.Refused refused -> throw WireMapper.refused(refused.problems());
      case Submission.Busy busy ->
          throw new Refusal(Problem.of(HttpProblem.BUSY, busy.reason()).with("Retry-After", "5"));
    };
  }

  private static Reply accepted(JobRecord job, Request request) {
    return new Reply(
        202,
        request.accepted(),
        WireMapper.job(job, request.accepted()),
        Map.of("Location", "/v1/jobs/" + job.id()));
  }

  private Reply find(Request request) throws Refusal {
    JobRecord job =
        (isId(request.id()) ? jobs.find(request.id()) : Optional.<JobRecord>empty())
            .orElseThrow(Api::noSuchJob);
    return Reply.ok(request.accepted(), WireMapper.job(job, request.accepted()));
  }

  private Reply cancel(Request request) throws Refusal {
    return switch (isId(request.id()) ? jobs.cancel(request.id()) : new Cancellation.Unknown()) {
      case Cancellation.Done done ->
          Reply.ok(request.accepted(), WireMapper.job(done.job(), request.accepted()));
      case Cancellation.TooLate late ->
          throw new Refusal(
              StationProblem.TOO_LATE,
              "The job is "
                  + late.job().state()
                  + "; what was begun on a card is brought to its end.");
      case Cancellation.Unknown unknown -> throw noSuchJob();
    };
  }

  private Reply list(Request request) throws Refusal {
    JobQuery query = JobQuery.of(request.query());
    // One more than wanted tells whether there is a next page.
    List<JobRecord> found = jobs.list(query.after(), query.limit() + 1, query.states());
    boolean more = found.size() > query.limit();
    List<JobRecord> page = more ? found.subList(0, query.limit()) : found;
    String next = more ? page.getLast().id() : "";
    return Reply.ok(request.accepted(), WireMapper.jobs(page, next, request.accepted()));
  }

  private Reply devices(Request request) {
    return Reply.ok(request.accepted(), WireMapper.devices(devices.all(), request.accepted()));
  }

  private Reply accept(Request request) throws Refusal {
    if (!devices.accept(request.id())) {
      throw new Refusal(StationProblem.NO_SUCH_DEVICE, "GET /v1/devices lists what there is.");
    }
    return devices(request);
  }

  private Reply metrics(Request request) {
    return Reply.ok(
        "text/plain; version=0.0.4; charset=utf-8",
        metrics.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private Reply openapi(Request request) {
    return Reply.ok(MediaType.JSON, openapi);
  }

  private Reply health(Request request) {
    Health.Report report = health.now();
    return new Reply(report.live() ? 200 : 503, MediaType.JSON, json(report), Map.of());
  }

  private byte[] json(Health.Report report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("status", report.live() ? "ok" : "failing");
      json.writeBooleanField("ready", report.ready());
      json.writeStringField("version", version);
      texts(json, "problems", report.problems());
      if (!report.cautions().isEmpty()) {
        texts(json, "cautions", report.cautions());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static boolean isId(String text) {
    return JOB_ID.matcher(text).matches();
  }

  private static Refusal noSuchJob() {
    return new Refusal(StationProblem.NO_SUCH_JOB, "GET /v1/jobs lists what there is.");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Api.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the installation's jar");
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(
          "cannot read " + name + " from the installation's jar", broken);
    }
  }

  /** The query of {@code GET /v1/jobs}. */
  private record JobQuery(Optional<String> after, int limit, Set<JobState> states) {

    static JobQuery of(Map<String, List<String>> query) throws Refusal {
      List<FieldProblem> problems = new ArrayList<>();
      Optional<String> after = Optional.empty();
      int limit = USUAL_JOBS;
      Set<JobState> states = EnumSet.noneOf(JobState.class);
      for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
        String value = parameter.getValue().getLast();
        switch (parameter.getKey()) {
          case "after" -> after = Optional.of(value).filter(v -> isId(v) || bad("after", problems));
          case "limit" -> limit = limit(value, problems);
          case "state" -> parameter.getValue().forEach(v -> addStates(v, states, problems));
          default ->
              problems.add(
                  new FieldProblem(
                      ElementName.shown(parameter.getKey()),
                      "is not known here; known are after, limit, state"));
        }
      }
      if (!problems.isEmpty()) {
        throw new Refusal(
            StationProblem.ofFields(
                HttpProblem.BAD_QUERY, "Mend every parameter named in 'errors'.", problems));
      }
      return new JobQuery(after, limit, states);
    }

    private static boolean bad(String name, List<FieldProblem> problems) {
      problems.add(new FieldProblem(name, "is no job id"));
      return false;
    }

    private static int limit(String value, List<FieldProblem> problems) {
      if (value.matches("[1-9][0-9]{0,2}") && Integer.parseInt(value) <= MOST_JOBS) {
        return Integer.parseInt(value);
      }
      problems.add(new FieldProblem("limit", "must be a whole number from 1 to " + MOST_JOBS));
      return USUAL_JOBS;
    }

    private static void addStates(String value, Set<JobState> states, List<FieldProblem> problems) {
      for (String word : value.split(",", -1)) {
        Optional<JobState> state =
            EnumSet.allOf(JobState.class).stream().filter(s -> s.name().equals(word)).findFirst();
        state.ifPresentOrElse(
            states::add,
            () ->
                problems.add(
                    new FieldProblem(
                        "state", "must be of " + EnumSet.allOf(JobState.class) + ", by commas")));
      }
    }
  }
}
