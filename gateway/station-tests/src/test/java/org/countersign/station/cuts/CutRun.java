package org.countersign.station.cuts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.countersign.personalization.Application;

/** One run, from a new box and a pile of blanks to the point where nothing is left to do. */
final class CutRun {

  /**
   * What came of it.
   *
   * @param digest equal for two runs that took the same steps
   * @param violations promises that were broken; empty for a good engine
   * @param trace every step, if it was asked for, and {@code visits} its points
   * @param jobs how many ended in which state
   */
  record Result(
      String name,
      long steps,
      List<Cut> cuts,
      long digest,
      List<String> violations,
      List<String> trace,
      List<Power.Visit> visits,
      Map<String, Integer> jobs) {}

  private static final long MOST_STEPS = 40_000;

  /** As long may nothing happen that anybody outside did. */
  private static final Duration LONGEST = Duration.ofMinutes(20);

  private static final int PATIENCE = 4;

  /** After so long a clerk looks again; longer than a device rests after failures. */
  private static final Duration ROUND = Duration.ofSeconds(8);

  private final Scenario scenario;
  private final VirtualTime time;
  private final Power power;
  private final Disk disk;
  private final AnchorDisk anchors;
  private final Desk desk;
  private final Signatures signatures;
  private final List<Encoder> encoders = new ArrayList<>();
  private final Box.Outside outside;
  private final Set<String> violations = new LinkedHashSet<>();
  private final Oracle oracle;
  private Box box;
  private long nextHelp;
  private long lastNews;

  private CutRun(Scenario scenario, boolean traced) {
    this.scenario = scenario;
    SplittableRandom choices = new SplittableRandom(scenario.seed());
    this.time = new VirtualTime(choices.split());
    this.power = new Power(time, scenario.cuts().begin(), traced);
    this.disk = new Disk(time, power, choices.split());
    this.anchors = new AnchorDisk(power, choices.split());
    this.desk = new Desk(choices.split(), PATIENCE, () -> power.struck().size());
    Signatures.Scheme scheme = scenario.whole() ? TrustKeys.only() : new Digests();
    this.signatures = new Signatures(power, scheme);
    Map<String, Application> applications = new LinkedHashMap<>();
    int number = 0;
    for (Scenario.Lane lane : scenario.lanes()) {
      encoders.add(
          new Encoder(
              "encoder-" + (encoders.size() + 1),
              lane.kind(),
              lane.fed(),
              time,
              power,
              desk,
              violations::add));
    }
    for (int i = 0; i < scenario.jobs(); i++) {
      applications.put(
          "job-" + ++number,
          Products.application(
              scenario.lanes().getFirst().kind(), number, scheme.suite(), scenario.whole()));
    }
    this.outside =
        new Box.Outside(
            time,
            power,
            disk,
            anchors,
            encoders,
            signatures,
            new Centre(),
            applications,
            new LinkedHashSet<>(),
            scenario.withdrawn() ? Set.of("job-1") : Set.of(),
            violations::add,
            report -> oracle().beforeReport(report));
    this.oracle = new Oracle(outside, desk);
    desk.screen(oracle::recorded);
    signatures.watch(oracle::beforeSigning);
    this.box = new Box(outside);
  }

  private Oracle oracle() {
    return oracle;
  }

  /** Does it. */
  static Result of(Scenario scenario, boolean traced) {
    return new CutRun(scenario, traced).go();
  }

  private Result go() {
    box.start();
    while (goesOn()) {}
    box.deaths().forEach(e -> violations.add("a thread died of " + e));
    oracle.atEnd();
    if (violations.isEmpty()) {
      box.chain().ifPresent(violations::add);
    }
    Map<String, Integer> jobs = new TreeMap<>();
    oracle.states().values().forEach(state -> jobs.merge(state, 1, Integer::sum));
    disk.close();
    return new Result(
        scenario.name(),
        power.steps(),
        power.struck(),
        power.digest(),
        List.copyOf(violations),
        power.trace(),
        power.visits(),
        jobs);
  }

  private boolean goesOn() {
    if (box.hasFailed()) {
      box.deaths().forEach(e -> violations.add("a thread died of " + e));
      oracle.chips();
      lastNews = time.nanoTime();
      box = new Box(outside);
      box.start();
    }
    if (time.step()) {
      return within(power.steps() < MOST_STEPS);
    }
    if (oracle.isSettled()) {
      return false;
    }
    if (oracle.waitsForCards() && time.nanoTime() >= nextHelp) {
      if (!clerkHelps()) {
        return false;
      }
      nextHelp = time.nanoTime() + ROUND.toNanos();
      lastNews = time.nanoTime();
      return true;
    }
    return within(time.nanoTime() - lastNews < LONGEST.toNanos() && time.advance());
  }

  private boolean within(boolean limits) {
    if (!limits) {
      violations.add("the run comes to no end: " + oracle.states());
      power.note(Point.AFTER_COMMIT, time.threads());
    }
    return limits;
  }

  /** Puts back what lies on the desk, where a reader is free; whether there was anything to do. */
  private boolean clerkHelps() {
    boolean helped = false;
    for (Encoder encoder : encoders) {
      if (encoder.isEmpty()) {
        helped |= desk.putBack(encoder.kind()).map(chip -> put(encoder, chip)).orElse(false);
      }
    }
    if (!helped) {
      for (Encoder encoder : encoders) {
        helped |= encoder.inside().map(chip -> turned(encoder, chip)).orElse(false);
      }
    }
    return helped;
  }

  private static boolean put(Encoder encoder, Chip chip) {
    encoder.insert(chip);
    return true;
  }

  /** A card that lies in a reader and is not worked on: perhaps it is seen when put in again. */
  private boolean turned(Encoder encoder, Chip chip) {
    if (!desk.isTriedFor(chip) && !desk.hasToPutBack(encoder.kind())) {
      return false;
    }
    encoder.takeOut();
    return desk.putBack(encoder.kind()).map(c -> put(encoder, c)).orElse(false);
  }
}
