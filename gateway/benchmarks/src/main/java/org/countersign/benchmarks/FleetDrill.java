package org.countersign.benchmarks;

import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countersign.centre.alert.AlertEvent;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.VirtualFleet;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.ScenarioFile;
import org.countersign.fleetsim.scenario.Truth;

/**
 * A day with known faults in virtual time: the alerts that the centre raises against the truth.
 * Stations, sessions, state, conditions and the book of alerts are the real ones; network, broker
 * and the passing of time are not. The same at every run.
 */
public final class FleetDrill {

  private static final int STATIONS = 4_200;
  private static final int DISTRICTS = 42;
  private static final int USUAL_HOURS = 24;
  private static final Instant BEGIN = Instant.parse("2026-11-24T00:00:00Z");

  /** As often as the centre looks at its alerts. */
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final double MOST_FALSE = 1;

  private final Duration lasts;
  private final Scenario scenario;
  private final OpeningHours hours;
  private final DrillVerdict verdict;
  private final DrillSilences silences = new DrillSilences();

  private FleetDrill(Scenario scenario, Duration lasts) {
    this.lasts = lasts;
    this.scenario = scenario;
    this.hours =
        new OpeningHours(
            EnumSet.allOf(DayOfWeek.class),
            scenario.opens(),
            scenario.closes(),
            ZoneOffset.UTC,
            Set.of());
    this.verdict = new DrillVerdict(hours);
  }

  /**
   * Runs for some minutes.
   *
   * @param arguments hours of the day from midnight on, 24 if there are none
   */
  public static void main(String[] arguments) throws Exception {
    int hours = arguments.length == 0 ? USUAL_HOURS : Integer.parseInt(arguments[0]);
    new FleetDrill(ScenarioFile.read("drill"), Duration.ofHours(hours)).run();
  }

  private void run() {
    long began = System.nanoTime();
    try (DrillCentre centre = new DrillCentre(BEGIN, hours)) {
      FleetSettings settings =
          FleetSettings.of(URI.create("tcp://localhost"), STATIONS, DISTRICTS, scenario)
              .withBegin(BEGIN);
      VirtualFleet fleet = VirtualFleet.of(settings, this::struck, centre::received);
      long end = BEGIN.plus(lasts).toEpochMilli();
      for (long now = BEGIN.toEpochMilli(); now <= end; now += STEP.toMillis()) {
        centre.at(now);
        fleet.advance(now - BEGIN.toEpochMilli());
        for (AlertEvent event : centre.look()) {
          verdict.told(event, now);
        }
        long looked = now;
        centre.look(view -> silences.look(view, looked));
        centre.said(fleet::received);
      }
      report(centre, end, (System.nanoTime() - began) / 1e9);
    }
  }

  private void struck(Truth.Entry entry) {
    verdict.struck(entry);
    silences.struck(entry);
  }

  private void report(DrillCentre centre, long end, double seconds) {
    List<Truth.Entry> losses = verdict.losses(end);
    Map<Cause, List<Double>> found = new TreeMap<>();
    Map<Cause, Integer> missed = new TreeMap<>();
    List<Double> all = new ArrayList<>();
    for (Truth.Entry loss : losses) {
      List<Double> ofCause = found.computeIfAbsent(loss.cause(), c -> new ArrayList<>());
      OptionalDouble after = verdict.found(loss);
      if (after.isPresent()) {
        ofCause.add(after.getAsDouble());
        all.add(after.getAsDouble());
      } else {
        missed.merge(loss.cause(), 1, Integer::sum);
        System.err.println("missed: " + loss);
      }
    }
    verdict.falseOnes().forEach(alert -> System.err.println("false: " + alert));
    BenchReport report =
        new BenchReport(
            "drill",
            "CAUSE",
            "LOST",
            "MISSED",
            "FOUND AFTER P50, s",
            "P95, s",
            "SILENCES",
            "WHY RIGHT",
            "NOT KNOWN",
            "RIGHT AFTER");
    int missedInAll = losses.size() - all.size();
    Map<Cause, DrillSilences.Score> scores = silences.scores();
    Set<Cause> causes = new TreeSet<>(found.keySet());
    causes.addAll(scores.keySet());
    for (Cause cause : causes) {
      row(
          report,
          cause.word(),
          missed.getOrDefault(cause, 0),
          found.getOrDefault(cause, List.of()),
          Optional.ofNullable(scores.get(cause)));
    }
    row(report, "all", missedInAll, all, Optional.of(silences.score()));
    silences.wrong().forEach(word -> System.err.println("wrong: " + word));
    double stationDays = STATIONS * lasts.toMinutes() / (24 * 60.0);
    report
        .figure("missed", missedInAll)
        .figure("falsePer1000", verdict.falseOnes().size() / stationDays * 1_000)
        .figure("falseLimit", MOST_FALSE)
        .figure("lost", losses.size())
        .figure("alerts", verdict.alerts())
        .figure("falseAlerts", verdict.falseOnes().size())
        .figure("detectP50", quantile(all, 0.5))
        .figure("detectP95", quantile(all, 0.95))
        .figure("stationDays", stationDays)
        .figure("messages", centre.digested())
        .figure("rebirthsAsked", centre.rebirthsAsked())
        .figure("whyRight", silences.score().share())
        .figure("whyUnknown", silences.score().shareUnknown())
        .figure("whyRightAfter", silences.score().shareAfter())
        .figure("blamedAlone", silences.blamedAlone())
        .figure("silences", silences.score().asked())
        .figure("seconds", seconds)
        .print(System.out);
  }

  private void row(
      BenchReport report,
      String cause,
      int missed,
      List<Double> after,
      Optional<DrillSilences.Score> score) {
    report.row(
        cause,
        after.size() + missed,
        missed,
        quantile(after, 0.5),
        quantile(after, 0.95),
        score.map(DrillSilences.Score::asked).orElse(0),
        score.map(DrillSilences.Score::share).orElse(Double.NaN),
        score.map(DrillSilences.Score::shareUnknown).orElse(Double.NaN),
        score.map(DrillSilences.Score::shareAfter).orElse(Double.NaN));
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }
}
