package org.countersign.station.cuts;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * {@code gateway/benchmarks/run cuts}: prints a table and, last, one line of JSON. A process for
 * each processor, since virtual time allows one run at a time.
 */
public final class Cuts {

  private static final long CUTS = 1_000_000;
  private static final int WHOLE = 500;
  private static final String USAGE =
      "usage: gateway/benchmarks/run cuts [CUTS [FIRST_SEED]] | replay NAME";

  private Cuts() {}

  /**
   * {@code [CUTS [FIRST_SEED]]}; {@code replay NAME} for one run with all its steps; {@code share I
   * N CUTS FIRST_SEED} is how the processes are started.
   */
  public static void main(String[] arguments) throws Exception {
    quiet(Level.OFF);
    List<String> given = List.of(arguments);
    boolean right = true;
    try {
      if (given.size() == 2 && given.getFirst().equals("replay")) {
        right = replay(given.get(1));
      } else if (given.size() == 5 && given.getFirst().equals("share")) {
        share(given);
      } else {
        all(
            given.isEmpty() ? CUTS : Long.parseLong(given.get(0)),
            given.size() < 2 ? 1 : Long.parseLong(given.get(1)));
      }
    } catch (NumberFormatException e) {
      right = false;
    }
    if (!right) {
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  private static void share(List<String> given) {
    int shares = Integer.parseInt(given.get(2));
    Campaign part = new Campaign(Integer.parseInt(given.get(1)), shares).everyStep();
    part.whole(Long.parseLong(given.get(4)), WHOLE);
    System.out.println(
        part.seeded(Long.parseLong(given.get(4)), Long.parseLong(given.get(3)) / shares + 1)
            .wire());
  }

  private static void all(long cuts, long seed) throws IOException, InterruptedException {
    int processes = Runtime.getRuntime().availableProcessors();
    long began = System.nanoTime();
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      children.add(
          new ProcessBuilder(command(i, processes, cuts, seed))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    Campaign whole = new Campaign();
    boolean complete = true;
    for (Process child : children) {
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(whole::take);
      }
      complete &= child.waitFor() == 0;
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Campaign.Row total = whole.total();
    System.out.println(whole.table());
    System.out.print(whole.report());
    if (!complete) {
      System.err.println("a process failed; the table lacks its runs");
    }
    System.out.printf(
        Locale.ROOT,
        "%n{\"bench\":\"cuts\",\"cuts\":%d,\"violations\":%d,\"cutsPerSecondPerCpu\":%.1f,"
            + "\"seconds\":%.1f,\"machine\":{\"cpus\":%d,\"kernel\":\"%s\",\"jdk\":\"%s\"}}%n",
        total.cuts(),
        total.violations(),
        total.cuts() / seconds / processes,
        seconds,
        processes,
        System.getProperty("os.version"),
        Runtime.version());
    System.exit(complete && total.violations() == 0 ? 0 : 1);
  }

  /** This process's own command with other arguments. */
  private static List<String> command(int share, int shares, long cuts, long seed) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Cuts.class.getName()));
    command.add("share");
    for (long number : new long[] {share, shares, cuts, seed}) {
      command.add(Long.toString(number));
    }
    return command;
  }

  private static boolean replay(String name) {
    Scenario scenario = Scenario.named(name).orElse(null);
    if (scenario == null) {
      System.err.println(name + " names no run");
      return false;
    }
    CutRun.Result result = CutRun.of(scenario, true);
    result.trace().forEach(System.out::println);
    System.out.println("cuts (step:what:pages): " + result.cuts() + ", jobs " + result.jobs());
    result.violations().forEach(System.out::println);
    System.exit(result.violations().isEmpty() ? 0 : 1);
    return true;
  }

  /** What the engine logs of its failures would be most of the time; they are the point here. */
  static Level quiet(Level level) {
    Logger logger = (Logger) LoggerFactory.getLogger("org.countersign");
    Level before = logger.getEffectiveLevel();
    logger.setLevel(level);
    return before;
  }
}
