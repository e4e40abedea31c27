package org.countersign.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.app.Centre;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.FleetSimulation;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.FaultRule;
import org.countersign.fleetsim.scenario.FaultRule.Ways;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Selection;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.testbed.PrivateMosquitto;

/**
 * From a pulled plug to somebody's page: stations lose their power at moments of their own, half of
 * them so that the broker gets a reset of the TCP connection, half so that it hears nothing any
 * more. The time ends when an {@code overview} that names the station has come over the page's
 * event stream.
 */
public final class FleetDetect {

  private static final int USUAL_TRIALS = 20;

  /** Both kinds together fit on the first page. */
  private static final int MOST_TRIALS = 25;

  private static final int STATIONS = 1_000;
  private static final int DISTRICTS = 10;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final Duration WITHIN = Duration.ofSeconds(40);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double LIMIT = 1.5 * KEEP_ALIVE.toSeconds() + 2;

  private final int trials;

  /** By station, {@link System#nanoTime}. */
  private final Map<String, Long> struck = new ConcurrentHashMap<>();

  private final Map<String, Long> shown = new ConcurrentHashMap<>();

  /** Stations that were shown first with a heartbeat missing, before the broker sent their will. */
  private final Set<String> byHeartbeat = ConcurrentHashMap.newKeySet();

  /** Stations that died silently. */
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  private final Instant begin = Instant.now();

  private FleetDetect(int trials) {
    this.trials = trials;
  }

  /**
   * Runs for about two minutes.
   *
   * @param arguments trials of each kind, 20 if there are none, at most 25
   */
  public static void main(String[] arguments) throws Exception {
    int trials = arguments.length == 0 ? USUAL_TRIALS : Integer.parseInt(arguments[0]);
    if (trials < 1 || trials > MOST_TRIALS) {
      throw new IllegalArgumentException(
          "trials: 1 to " + MOST_TRIALS + " are needed, found " + trials);
    }
    new FleetDetect(trials).run();
  }

  private void run() throws Exception {
    InstantSource clock = InstantSource.system();
    CentrePage.Events events = new CentrePage.Events(clock);
    try (TemporaryFolder folder = new TemporaryFolder("detect");
        PrivateMosquitto broker = PrivateMosquitto.start(folder.path());
        Centre centre =
            BenchCentre.start(folder.path().resolve("centre"), broker.uri(), events.alerts());
        CentrePage page =
            CentrePage.start(
                centre.parts(), events, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        PageReader reader = new PageReader(page.port(), centre.parts().database(), this::shown);
        FleetSimulation fleet = FleetSimulation.start(settings(broker), this::struck)) {
      Await.until("every plug is pulled", PATIENCE, () -> struck.size() == 2 * trials);
      Await.until(
          "the page shows all", PATIENCE, () -> shown.keySet().containsAll(struck.keySet()));
      report();
    }
  }

  private FleetSettings settings(PrivateMosquitto broker) {
    Scenario quiet = Scenario.quiet();
    Scenario plugs =
        new Scenario(
            "plugs",
            "Plugs are pulled.",
            LocalTime.of(9, 0),
            Duration.ofHours(1),
            quiet.opens(),
            quiet.closes(),
            quiet.cardsPerDay(),
            List.of(plugs(false), plugs(true)));
    FleetSettings usual = FleetSettings.of(broker.uri(), STATIONS, DISTRICTS, plugs);
    return usual
        .withPrimaryHost(Optional.of(BenchCentre.ID))
        .withBegin(begin)
        .withSessions(KEEP_ALIVE, usual.least(), usual.connectsPerSecond());
  }

  private FaultRule plugs(boolean silently) {
    return new FaultRule(
        Cause.POWER_CUT,
        // So that the truth, which does not tell the kinds apart, can be told apart by time.
        silently ? QUIET.plus(WITHIN) : QUIET,
        WITHIN,
        Optional.empty(),
        new Selection(Selection.Kind.STATIONS, trials, Optional.empty()),
        silently ? Ways.USUAL.silently() : Ways.USUAL);
  }

  private void struck(Truth.Entry entry) {
    long now = System.nanoTime();
    if (entry.from() >= begin.plus(QUIET).plus(WITHIN).toEpochMilli()) {
      silent.add(entry.station());
    }
    struck.put(entry.station(), now);
  }

  private void shown(JsonNode overview, long at) {
    for (JsonNode stopped : overview.path("stopped")) {
      String station = stopped.path("station").asText();
      if (shown.putIfAbsent(station, at) == null && isByHeartbeat(stopped)) {
        byHeartbeat.add(station);
      }
    }
  }

  private static boolean isByHeartbeat(JsonNode stopped) {
    // A missing heartbeat is no evidence once the broker has sent the will.
    return stopped.path("silence").path("evidence").findValuesAsText("kind").contains("HEARTBEAT");
  }

  private void report() {
    double[] byReset = seconds(false);
    double[] bySilence = seconds(true);
    new BenchReport(
            "detect",
            "PLUG PULLED",
            "STATIONS",
            "P50, s",
            "P95, s",
            "MOST, s",
            "LIMIT, s",
            "BY HEARTBEAT")
        .row(row("with a reset", byReset, false))
        .row(row("in silence", bySilence, true))
        .figure("resetP95", quantile(byReset, 0.95))
        .figure("silenceP95", quantile(bySilence, 0.95))
        .figure("limit", LIMIT)
        .figure("keepAlive", KEEP_ALIVE.toSeconds())
        .figure("resetP50", quantile(byReset, 0.5))
        .figure("silenceP50", quantile(bySilence, 0.5))
        .figure("byHeartbeat", byHeartbeat(true))
        .figure("othersShown", shown.keySet().stream().filter(s -> !struck.containsKey(s)).count())
        .print(System.out);
  }

  private long byHeartbeat(boolean silently) {
    return byHeartbeat.stream()
        .filter(struck::containsKey)
        .filter(station -> silent.contains(station) == silently)
        .count();
  }

  private Object[] row(String kind, double[] seconds, boolean silently) {
    return new Object[] {
      kind,
      seconds.length,
      quantile(seconds, 0.5),
      quantile(seconds, 0.95),
      quantile(seconds, 1),
      LIMIT,
      byHeartbeat(silently)
    };
  }

  private double[] seconds(boolean silently) {
    return struck.entrySet().stream()
        .filter(trial -> silent.contains(trial.getKey()) == silently)
        .mapToDouble(
            trial -> (Objects.requireNonNull(shown.get(trial.getKey())) - trial.getValue()) / 1e9)
        .sorted()
        .toArray();
  }

  /** The smallest value that so many are not above. */
  private static double quantile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
