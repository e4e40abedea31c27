package org.countersign.tck.broken;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.countersign.tck.KitReport;
import org.countersign.tck.KitRun;

/** The kit over one bundle in a process of its own. */
final class KitProcess {

  private static final String FAILED = "FAILED=";

  private KitProcess() {}

  /**
   * What came of it.
   *
   * @param failed kit and check, {@code Lifecycle/canBeClosedTwiceAndFromItsOwnThread}
   * @param report all that it printed
   */
  record Outcome(List<String> failed, String report) {}

  /** Runs it to its end; an interrupt ends the process. */
  static Outcome run(Path bundle, Path folder) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                // Surefire's own class path is a jar that names the others.
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KitProcess.class.getName(),
                bundle.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      int ignored = process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    String report = Files.readString(said);
    return new Outcome(
        report
            .lines()
            .filter(line -> line.startsWith(FAILED))
            .map(line -> line.substring(FAILED.length()))
            .toList(),
        report);
  }

  /** The process itself: bundle, folder. */
  public static void main(String[] arguments) throws Exception {
    KitReport report =
        KitRun.run(Path.of(arguments[0]), List.of(), Path.of(arguments[1]), Optional.empty());
    report.checks().stream()
        .filter(check -> check.verdict() == KitReport.Verdict.FAILED)
        .forEach(check -> System.out.println(FAILED + check.kit() + "/" + check.id()));
    System.out.println(report.text());
    System.exit(0); // A broken driver may leave threads.
  }
}
