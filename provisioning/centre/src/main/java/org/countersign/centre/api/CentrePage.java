package org.countersign.centre.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.LoginGuard;
import org.countersign.centre.account.SessionTable;
import org.countersign.centre.account.Sessions;
import org.countersign.centre.alert.AlertListener;
import org.countersign.centre.app.Centre;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.link.LinkStatus;
import org.countersign.centre.metrics.CentreMetrics;
import org.countersign.http.Endpoint;
import org.countersign.http.HttpConfig;
import org.countersign.http.HttpServer;
import org.countersign.http.Route;
import org.countersign.http.StaticFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The centre's API and page on its address. */
public final class CentrePage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CentrePage.class);

  /** Five hundred people look, some with two windows, and Prometheus comes by. */
  private static final int CONNECTIONS = 2_048;

  private static final int STREAMS = 1_024;
  private static final int BODY_BYTES = 64 * 1024;
  private static final List<String> CHARTS = List.of("uPlot.esm.js", "uPlot.min.css");
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("accounts").daemon().factory());
  private final EventPublisher events;
  private final CentreMetrics metrics;
  private final HttpServer server;
  private final int port;

  private CentrePage(EventPublisher events, CentreMetrics metrics, HttpServer server, int port) {
    this.events = events;
    this.metrics = metrics;
    this.server = server;
    this.port = port;
  }

  /** What tells the page of alerts; made before the centre, started with the page. */
  public static final class Events {
    private final EventPublisher publisher;

    /** By the centre's clock. */
    public Events(InstantSource clock) {
      this.publisher = new EventPublisher(clock);
    }

    /** To be told of alerts. */
    public AlertListener alerts() {
      return publisher;
    }

    /** The link's state is another one. */
    public void changed(LinkStatus link) {
      publisher.changed(link);
    }
  }

  /**
   * Starts to listen.
   *
   * @param meters new; takes all that is measured here
   * @throws IOException if the port is taken, or a certificate cannot be used
   */
  public static CentrePage start(Centre.Parts centre, Events events, PrometheusMeterRegistry meters)
      throws IOException {
    Answers answers = new Answers();
    LoginGuard guard = new LoginGuard(CentrePage::monotonicMillis);
    SessionApi sessions =
        new SessionApi(
            new Sessions(new SessionTable(centre.database()), centre.clock()),
            new AccountTable(centre.database()),
            guard,
            centre.audit(),
            centre.clock());
    FleetApi fleet = new FleetApi(centre, answers);
    List<Route> routes = new ArrayList<>(sessions.routes());
    routes.addAll(fleet.routes());
    routes.addAll(new RetireApi(centre, answers).routes());
    routes.addAll(new PlanApi(centre).routes());
    routes.addAll(new HistoryApi(centre, answers).routes());
    routes.addAll(new AlertApi(centre, answers).routes());
    routes.addAll(new RecordApi(centre, answers).routes());
    routes.add(
        Route.get(
            "/v1/events",
            new Route.Action.Follow(request -> events.publisher.board(Language.of(request)))));
    CentreMetrics metrics = new CentreMetrics(meters, centre, guard, CentrePage::monotonicMillis);
    routes.addAll(new MetricsApi(metrics, sessions, centre.config().page()).routes());
    routes.addAll(files());
    HttpServer server =
        new HttpServer(
            new HttpConfig(endpoint(centre.config().page()), BODY_BYTES, limits()),
            routes,
            sessions,
            meters);
    sessions.refresh();
    events.publisher.start(language -> fleet.overview(50, language));
    CentrePage page = new CentrePage(events.publisher, metrics, server, server.start());
    page.refreshEvery(sessions);
    return page;
  }

  private void refreshEvery(SessionApi sessions) {
    var ignored =
        refresher.scheduleWithFixedDelay(
            () -> refresh(sessions), REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void refresh(SessionApi sessions) {
    try {
      sessions.keep();
    } catch (RuntimeException e) {
      LOG.error("Accounts and sessions could not be read; they stay as they were", e);
    }
  }

  private static List<Route> files() throws IOException {
    ClassLoader loader = CentrePage.class.getClassLoader();
    String folder = "org/countersign/centre/page";
    StaticFiles page = StaticFiles.read(loader, folder);
    List<Route> routes = new ArrayList<>();
    routes.add(page.route("/", "index.html"));
    routes.addAll(page.routes("/page"));
    routes.addAll(
        StaticFiles.read(loader, webjar(loader, "uplot") + "/dist", CHARTS)
            .routes("/webjars/uplot/dist"));
    routes.add(
        StaticFiles.read(loader, "org/countersign/centre/api")
            .route("/openapi.yaml", "openapi.yaml"));
    return routes;
  }

  /** The folder of a library for pages, which has its version in its name. */
  private static String webjar(ClassLoader loader, String name) throws IOException {
    String facts = "META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    try (InputStream in = loader.getResourceAsStream(facts)) {
      if (in == null) {
        throw new IOException("the class path has no " + facts + "; is the WebJar installed?");
      }
      Properties properties = new Properties();
      properties.load(in);
      return "META-INF/resources/webjars/" + name + "/" + properties.getProperty("version");
    }
  }

  private static Endpoint endpoint(CentreConfig.Page page) throws IOException {
    if (page.tls().isEmpty()) {
      return new Endpoint.Loopback(page.listen().getPort());
    }
    PageTls tls = new PageTls(page.tls().get(), page.clients());
    return new Endpoint.Secure(page.listen(), tls.names(), tls, false);
  }

  private static HttpConfig.Limits limits() {
    HttpConfig.Limits usual = HttpConfig.Limits.DEFAULT;
    return new HttpConfig.Limits(
        CONNECTIONS,
        STREAMS,
        usual.bodyBytes(),
        usual.workers(),
        CONNECTIONS,
        usual.head(),
        usual.body(),
        usual.idle(),
        usual.heartbeat(),
        usual.stall());
  }

  private static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** TCP port. */
  public int port() {
    return port;
  }

  /** Stops answering. */
  @Override
  public void close() {
    events.close();
    refresher.shutdownNow();
    server.close();
    metrics.close();
  }
}
