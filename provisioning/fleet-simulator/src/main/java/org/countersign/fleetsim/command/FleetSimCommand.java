package org.countersign.fleetsim.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.countersign.fleetsim.FleetFigures;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.FleetSimulation;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.ScenarioException;
import org.countersign.fleetsim.scenario.ScenarioFile;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.fleetsim.scenario.TruthFile;
import org.countersign.toml.Units;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code fleet-sim}: a fleet on the command line. Exit codes: 0 when it went on to its end or was
 * told to stop, 2 when it cannot begin.
 */
@Command(
    name = "fleet-sim",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates a fleet of stations, each with an MQTT session of its own, and what goes wrong in"
          + " it.",
      "Scenarios: quiet, morning, power-cut, broker-restart, bad-rollout, renewal, troubles, drill;"
          + " or the path of a TOML file."
    })
public final class FleetSimCommand implements Callable<Integer> {

  private static final int OK = 0;
  private static final int USAGE = 2;
  private static final long LINE_SECONDS = 10;

  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Option(
      names = "--broker",
      paramLabel = "URI",
      required = true,
      description = "tcp://HOST[:1883]. Never one that a real fleet uses.")
  private String broker = "";

  @Option(
      names = "--stations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Stations (${DEFAULT-VALUE}).")
  private int stations;

  @Option(
      names = "--districts",
      paramLabel = "D",
      description = "Districts that they lie in (one for every 100 stations).")
  private @Nullable Integer districts;

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      defaultValue = "quiet",
      description = "What happens (${DEFAULT-VALUE}).")
  private String scenario = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed draws the same fleet and faults (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Every fault that struck, as JSON lines; an older file is written over.")
  private @Nullable Path truth;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "How long, by the scenario's clock, for example 90m (as long as the scenario lasts).")
  private @Nullable String duration;

  @Option(
      names = "--pace",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Runs the scenario's clock N times faster (${DEFAULT-VALUE}); sessions stay as they"
              + " are.")
  private double pace;

  @Option(
      names = "--virtual-time",
      paramLabel = "INSTANT",
      arity = "0..1",
      fallbackValue = "now",
      description =
          "Time in messages follows the scenario's clock, from now on or from a moment such as"
              + " 2026-11-24T08:00:00Z. Without it, messages have the real time.")
  private @Nullable String virtualTime;

  @Option(
      names = "--primary-host",
      paramLabel = "ID",
      description = "Stations say nothing before this host says that it is online.")
  private @Nullable String primaryHost;

  @Option(
      names = "--no-records",
      description = "No records of issued cards, for a broker without a centre.")
  private boolean noRecords;

  @Option(
      names = "--keep-alive",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Keep-alive of the sessions (${DEFAULT-VALUE}).")
  private String keepAlive = "";

  @Option(
      names = "--connects",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Stations that connect in a second at the begin (${DEFAULT-VALUE}).")
  private int connects;

  /** A command that writes there. */
  public FleetSimCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Scenario chosen = ScenarioFile.read(scenario);
      FleetSettings settings = settings(chosen);
      Duration lasts = duration == null ? chosen.lasts() : time("--duration", duration);
      try (TruthFile file = truth == null ? null : TruthFile.create(truth)) {
        run(settings, lasts, file == null ? Truth.UNKNOWN : file);
      }
      return OK;
    } catch (ScenarioException | IllegalArgumentException e) {
      err.println("fleet-sim: " + e.getMessage());
    } catch (IOException e) {
      err.println("fleet-sim: the truth cannot be written to " + truth + ": " + e.getMessage());
    }
    return USAGE;
  }

  private FleetSettings settings(Scenario chosen) {
    int inDistricts = districts == null ? Math.max(1, stations / 100) : districts;
    FleetSettings usual = FleetSettings.of(uri(), stations, inDistricts, chosen);
    return usual
        .withSeed(seed)
        .withBegin(begin(usual.begin()))
        .withPace(pace, virtualTime != null)
        .withPrimaryHost(Optional.ofNullable(primaryHost))
        .withRecords(!noRecords, usual.epoch())
        .withSessions(time("--keep-alive", keepAlive), usual.least(), connects);
  }

  private URI uri() {
    try {
      return URI.create(broker);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--broker: tcp://host[:port] is needed, found " + broker, e);
    }
  }

  private Instant begin(Instant now) {
    try {
      return virtualTime == null || virtualTime.equals("now") ? now : Instant.parse(virtualTime);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--virtual-time: a moment such as 2026-11-24T08:00:00Z is needed, found " + virtualTime,
          e);
    }
  }

  private static Duration time(String option, String text) {
    return Units.duration(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                option + ": " + Units.DURATION_FORM + " is needed, found " + text));
  }

  private void run(FleetSettings settings, Duration lasts, Truth to) throws InterruptedException {
    CountDownLatch down = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(down), "fleet-sim-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (FleetSimulation simulation = FleetSimulation.start(settings, to)) {
      out.printf(
          "%d stations in %d districts, scenario %s: %s%n",
          settings.stations(),
          settings.districts(),
          settings.scenario().name(),
          settings.scenario().about());
      watch(simulation, System.nanoTime() + (long) (lasts.toNanos() / settings.pace()));
    } finally {
      down.countDown();
      unhook(hook);
    }
  }

  private void stop(CountDownLatch down) {
    stopped.countDown();
    try {
      var ignored = down.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is what brought us here.
      return;
    }
  }

  private void watch(FleetSimulation simulation, long end) throws InterruptedException {
    long published = 0;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      long wait = Math.min(left, TimeUnit.SECONDS.toNanos(LINE_SECONDS));
      if (stopped.await(wait, TimeUnit.NANOSECONDS)) {
        break;
      }
      FleetFigures figures = simulation.figures();
      out.println(line(figures, (figures.published() - published) * 1e9 / wait));
      published = figures.published();
    }
    out.println(
        "cards issued: " + simulation.issued() + ", records that wait: " + simulation.backlog());
  }

  private static String line(FleetFigures figures, double messages) {
    String faults =
        figures.faults().entrySet().stream()
            .sorted(Comparator.comparing(fault -> fault.getKey().ordinal()))
            .map(fault -> fault.getKey().word() + " " + fault.getValue())
            .collect(Collectors.joining(", "));
    boolean whole = figures.connected() == figures.stations() || figures.trouble().isEmpty();
    return "%s  connected %d/%d  %.0f messages/s  faults in force: %s%s"
        .formatted(
            LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)),
            figures.connected(),
            figures.stations(),
            messages,
            faults.isEmpty() ? "none" : faults,
            whole ? "" : "  (last session that failed: " + figures.trouble() + ")");
  }
}
