package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.JobState;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger against real processes that are killed, and at the size of years. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LedgerIT {

  private static final int KILLS = 5;

  @TempDir Path folder;

  @Test
  void what_a_killed_process_said_is_durable_is_there() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      Map<String, JobState> said = runAndKill("run" + kill, 40 + 17 * kill);
      try (LedgerFixture after = new LedgerFixture(folder)) {
        assertThat(after.ledger.hold()).isEmpty();
        assertThat(after.ledger.verify()).isEmpty();
        said.forEach(
            (job, state) -> assertThat(after.state(job)).as(job).isGreaterThanOrEqualTo(state));
        after.ledger.doubtUnfinished();
        assertThat(after.ledger.counts().inProcess()).isZero();
        assertThat(after.ledger.stock().batches())
            .hasSizeGreaterThan(1)
            .allSatisfy(batch ->
                assertThat(batch.counts().values().stream().mapToLong(n -> n).sum())
                    .isEqualTo(batch.received()));
        assertThat(after.ledger.verify()).isEmpty();
      }
    }
  }

  @Test
  void a_ledger_that_another_process_has_is_refused() throws Exception {
    Process other = start("other");
    try (BufferedReader lines = lines(other)) {
      assertThat(lines.readLine()).startsWith("ACCEPTED");
      assertThatThrownBy(() -> new LedgerFixture(folder))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("in use by another gateway");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  private Map<String, JobState> runAndKill(String name, int atLine) throws Exception {
    Process process = start(name);
    Map<String, JobState> said = new HashMap<>();
    try (BufferedReader lines = lines(process)) {
      for (int i = 0; i < atLine; i++) {
        note(said, lines.readLine());
      }
      process.toHandle().destroyForcibly(); // SIGKILL; what the pipe still holds can be read
      String late;
      while ((late = lines.readLine()) != null) {
        note(said, late);
      }
    }
    process.waitFor();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    return said;
  }

  private static void note(Map<String, JobState> said, String line) {
    String[] words = line.split(" ");
    said.put(words[1], JobState.valueOf(words[0]));
  }

  private Process start(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingWriter.class.getName(),
            folder.toString(),
            name)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Only the announcements; the logging of the child goes to the same stream. */
  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      @Override
      public String readLine() throws IOException {
        String line;
        do {
          line = super.readLine();
        } while (line != null && !line.matches("(ACCEPTED|OPENED|ACTIVATED) \\S+"));
        return line;
      }
    };
  }

  @Test
  void a_hundred_thousand_records_are_written_read_and_verified_quickly() throws Exception {
    int threads = 50;
    int each = 1_000;
    try (LedgerFixture fixture = new LedgerFixture(folder);
        ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        done.add(
            callers.submit(() -> {
              for (int i = 0; i < each; i++) {
                fixture.accept("job-" + thread + "-" + i);
                fixture.ledger.cancel("job-" + thread + "-" + i);
              }
            }));
      }
      for (Future<?> one : done) {
        one.get(90, TimeUnit.SECONDS);
      }
      assertThat(fixture.ledger.latest()).isEqualTo(2L * threads * each);
      long started = System.nanoTime();
      assertThat(fixture.ledger.verify()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    }
    long started = System.nanoTime();
    new LedgerFixture(folder).close();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }
}
