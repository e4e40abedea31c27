package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the harness of the cuts takes for granted: that the real writer has the disk sync what it
 * wrote before it tells anybody. The kernel's own view, by strace.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SyncedCommitsIT {

  private static final int JOBS = 20;

  /** {@code 17 pwrite64(33</dir/station.db-wal>, ...) = 24}, or its first or second half. */
  private static final Pattern CALL =
      Pattern.compile("(?<thread>\\d+) +(?:<\\.\\.\\. )?(?<name>\\w+)(?<rest>.*)");

  @TempDir Path folder;

  /** Accepts jobs one after the other and says each when it is accepted. */
  static final class Accepting {
    private Accepting() {}

    public static void main(String[] arguments) {
      try (LedgerFixture fixture = new LedgerFixture(Path.of(arguments[0]))) {
        for (int i = 0; i < JOBS; i++) {
          fixture.accept("job-" + i);
          System.out.print("accepted " + i + "\n");
          System.out.flush();
        }
      }
    }
  }

  @Test
  void nobody_is_told_of_a_commit_before_the_disk_has_synced_it() throws Exception {
    Path strace = RealPart.require("strace", "strace");
    Path trace = folder.resolve("trace");
    Process process =
        new ProcessBuilder(
                strace.toString(),
                "-f",
                "-y",
                "-s",
                "40",
                "-e",
                "trace=write,pwrite64,fsync,fdatasync",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Accepting.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
    Log log = new Log(Files.readAllLines(trace));
    assertThat(log.told).isEqualTo(JOBS);
    assertThat(log.toldTooEarly).isEmpty();
    assertThat(log.syncs)
        .as("one a commit, and a few of its own at opening and closing")
        .isBetween(JOBS, JOBS + 12);
  }

  /** The calls in the order in which the kernel saw them. */
  private static final class Log {
    int told;
    int syncs;
    final List<Integer> toldTooEarly = new ArrayList<>();
    private boolean synced = true;
    private final Set<String> syncing = new HashSet<>();

    Log(List<String> lines) {
      for (String line : lines) {
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
          take(call.group("thread"), call.group("name"), call.group("rest"));
        }
      }
    }

    private void take(String thread, String name, String rest) {
      boolean log = rest.contains("-wal>");
      if (name.contains("sync")) {
        boolean begun = rest.endsWith("<unfinished ...>");
        if (begun && log) {
          syncing.add(thread);
        } else if (!begun && (log || syncing.remove(thread))) {
          syncs++;
          synced = true;
        }
      } else if (log) {
        synced = false;
      } else if (rest.contains("\"accepted ")) {
        if (!synced) {
          toldTooEarly.add(told);
        }
        told++;
      }
    }
  }
}
