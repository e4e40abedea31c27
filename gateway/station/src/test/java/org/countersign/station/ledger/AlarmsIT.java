package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the centre will hear of alarms after the process was killed before anything was sent. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlarmsIT {

  private static final Set<AlarmCode> LOOKED = Set.of(AlarmCode.TEST_CARD_FAILED);
  private static final String SAID = "SAID ";
  private static final int KILLS = 4;
  private static final int MOST = 100_000;

  @TempDir Path folder;

  @Test
  void a_process_killed_between_the_raise_and_its_sending_tells_it_once_after_the_restart()
      throws Exception {
    List<String> before = List.of();
    for (int kill = 0; kill < KILLS; kill++) {
      // An odd number: the last one said is raised and not cleared.
      List<String> said = runAndKill("run" + kill, 11 + 10 * kill);
      try (LedgerFixture after = new LedgerFixture(folder)) {
        assertThat(after.ledger.verify()).isEmpty();
        List<String> told = told(after);
        assertThat(told.subList(before.size(), before.size() + said.size())).isEqualTo(said);
        assertThat(told).as("each is told once").doesNotHaveDuplicates();
        assertThat(told.size() - before.size() - said.size()).isBetween(0, 1);
        List<Alarm> open = after.ledger.alarms().open().stream().map(Alarms.Open::alarm).toList();
        assertThat(open.stream().map(alarm -> "raised " + alarm.name()))
            .isEqualTo(told.getLast().startsWith("raised ") ? List.of(told.getLast()) : List.of());

        after.ledger.alarms().settle(LOOKED, open);
        assertThat(told(after)).as("what holds still is not told again").isEqualTo(told);
        after.ledger.alarms().settle(LOOKED, List.of());
        before = told(after);
        assertThat(before).hasSize(told.size() + open.size()).doesNotHaveDuplicates();
        assertThat(before.getLast()).startsWith("cleared ");
      }
    }
  }

  private static List<String> told(LedgerFixture fixture) {
    return fixture.ledger.outbox().after(0, MOST).stream()
        .map(entry -> entry.event().state() + " " + entry.event().subject())
        .toList();
  }

  private List<String> runAndKill(String name, int atLine) throws Exception {
    Process process = start(name);
    List<String> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        // The logging of the child goes to the same stream.
        if (line.startsWith(SAID)) {
          said.add(line.substring(SAID.length()));
        }
        if (said.size() == atLine) {
          process.toHandle().destroyForcibly(); // SIGKILL; what the pipe still holds can be read
        }
      }
    }
    process.waitFor();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    assertThat(said).hasSizeGreaterThanOrEqualTo(atLine);
    return said;
  }

  private Process start(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AlarmingWriter.class.getName(),
            folder.toString(),
            name)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
