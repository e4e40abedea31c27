package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.simulator.CardKind;

/**
 * Many runs: every step of one job first, then what seeds decide until there were enough cuts. One
 * thread; several processes share the work by taking every n-th run each.
 */
final class Campaign {

  /** Runs of one sort, summed up. */
  static final class Row {
    private long runs;
    private long cuts;
    private long steps;
    private long violations;
    private final Map<String, Long> jobs = new TreeMap<>();

    private void add(CutRun.Result result) {
      runs++;
      cuts += result.cuts().size();
      steps += result.steps();
      violations += result.violations().isEmpty() ? 0 : 1;
      result.jobs().forEach((state, count) -> jobs.merge(state, (long) count, Long::sum));
    }

    private void add(Row other) {
      runs += other.runs;
      cuts += other.cuts;
      steps += other.steps;
      violations += other.violations;
      other.jobs.forEach((state, count) -> jobs.merge(state, count, Long::sum));
    }

    long cuts() {
      return cuts;
    }

    long violations() {
      return violations;
    }

    private String line(String name) {
      return "%-46s %8d %9d %11d %10d  %s".formatted(name, runs, cuts, steps, violations, jobs);
    }
  }

  private static final String ROW = "row";
  private static final String BROKEN = "broken";
  private static final int MOST_KEPT = 20;

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private final int share;
  private final int shares;

  /** All of it. */
  Campaign() {
    this(0, 1);
  }

  /**
   * A part of it.
   *
   * @param share from 0
   */
  Campaign(int share, int shares) {
    this.share = share;
    this.shares = shares;
  }

  /** One job of each product with every single cut. */
  Campaign everyStep() {
    for (CardKind kind : List.of(CardKind.LDS, CardKind.FILE)) {
      for (boolean fed : new boolean[] {true, false}) {
        everyStep(kind, fed);
      }
    }
    return this;
  }

  /** The same of one product at one sort of device. */
  Campaign everyStep(CardKind kind, boolean fed) {
    Row row =
        row("every step, %s, %s".formatted(Products.profile(kind), fed ? "hopper" : "by hand"));
    List<Scenario> all = EveryStep.of(kind, fed);
    for (int i = share; i < all.size(); i += shares) {
      done(row, CutRun.of(all.get(i), false));
    }
    return this;
  }

  /**
   * Runs of which a seed decides everything, until there were so many cuts altogether.
   *
   * @param from the first seed
   */
  Campaign seeded(long from, long cuts) {
    Row row = row("seeds");
    for (long seed = from + share; total().cuts() < cuts; seed += shares) {
      done(row, CutRun.of(Scenario.seeded(seed), false));
    }
    return this;
  }

  /**
   * The same with whole cards and the product's own signer and verifier.
   *
   * @param runs so many
   */
  Campaign whole(long from, int runs) {
    Row row = row("seeds, whole cards, trust's keys");
    for (long i = share; i < runs; i += shares) {
      done(row, CutRun.of(Scenario.whole(from + i), false));
    }
    return this;
  }

  private Row row(String name) {
    return rows.computeIfAbsent(name, n -> new Row());
  }

  private void done(Row row, CutRun.Result result) {
    row.add(result);
    if (!result.violations().isEmpty()) {
      broken.add(result.name());
    }
  }

  /** All rows together. */
  Row total() {
    Row total = new Row();
    rows.values().forEach(total::add);
    return total;
  }

  /** Runs that broke a promise, in the order in which they did. */
  List<String> broken() {
    return broken;
  }

  /** Runs, cuts, steps and runs with violations of each sort of run. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-46s %8s %9s %11s %10s  %s"
            .formatted("WHAT", "RUNS", "CUTS", "STEPS", "VIOLATIONS", "JOBS END AS"));
    rows.forEach((name, row) -> lines.add(row.line(name)));
    lines.add(total().line("total"));
    return String.join("\n", lines);
  }

  /** What another process is told: tab-separated lines. */
  String wire() {
    List<String> lines = new ArrayList<>();
    rows.forEach((name, row) -> {
      List<String> jobs = new ArrayList<>();
      row.jobs.forEach((state, count) -> jobs.add(state + "=" + count));
      lines.add(
          String.join(
              "\t",
              ROW,
              name,
              Long.toString(row.runs),
              Long.toString(row.cuts),
              Long.toString(row.steps),
              Long.toString(row.violations),
              String.join(",", jobs)));
    });
    broken.forEach(name -> lines.add(BROKEN + "\t" + name));
    return String.join("\n", lines);
  }

  /** Adds a line of {@link #wire}; others are left alone. */
  void take(String line) {
    String[] parts = line.split("\t", -1);
    if (parts[0].equals(BROKEN)) {
      broken.add(parts[1]);
    } else if (parts[0].equals(ROW)) {
      Row row = row(parts[1]);
      row.runs += Long.parseLong(parts[2]);
      row.cuts += Long.parseLong(parts[3]);
      row.steps += Long.parseLong(parts[4]);
      row.violations += Long.parseLong(parts[5]);
      for (String job : parts[6].isEmpty() ? new String[0] : parts[6].split(",")) {
        String[] one = job.split("=");
        row.jobs.merge(one[0], Long.parseLong(one[1]), Long::sum);
      }
    }
  }

  /**
   * The first runs that broke a promise, each with its cuts, its last steps and how to repeat it.
   */
  String report() {
    StringBuilder all = new StringBuilder();
    broken.stream()
        .limit(MOST_KEPT)
        .flatMap(name -> Scenario.named(name).stream())
        .forEach(scenario -> all.append(told(CutRun.of(scenario, true))));
    return all.toString();
  }

  /** One run as a person reads it. */
  static String told(CutRun.Result result) {
    int from = Math.max(0, result.trace().size() - 40);
    return """

    %s broke a promise:
      %s
    cuts (step:what:pages): %s
    the last steps:
    %s
    again: gateway/benchmarks/run cuts replay %s
    """
        .formatted(
            result.name(),
            String.join("\n  ", result.violations()),
            result.cuts(),
            String.join("\n", result.trace().subList(from, result.trace().size())),
            result.name());
  }
}
