package org.countersign.station.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandLineTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Countersign.run(
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        args);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "issue", "jobs", "devices", "read", "profile"})
  void every_command_explains_itself(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(text()).contains("Usage: countersign " + command);
  }

  @Test
  void the_overview_lists_commands_and_exit_codes() {
    assertThat(run("--help")).isZero();
    assertThat(text()).contains("issue", "devices", "Exit codes:", "NO_COLOR");
  }

  @Test
  void an_unknown_command_is_a_fault_of_the_line() {
    assertThat(run("isue")).isEqualTo(ExitCode.USAGE);
    assertThat(run("issue")).isEqualTo(ExitCode.USAGE);
    assertThat(run("profile")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void a_shipped_profile_is_good_and_a_broken_one_tells_every_problem() throws Exception {
    Path good = folder.resolve("good.json");
    Files.write(good, ShippedProfiles.json("residence-permit"));
    Path bad = folder.resolve("bad.json");
    Files.writeString(bad, "{\"id\": 1, \"verzion\": 2}");

    assertThat(run("profile", "check", good.toString())).isZero();
    assertThat(text()).contains("residence-permit version");
    assertThat(run("profile", "check", bad.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(text()).contains("bad.json:1", "verzion");
    assertThat(run("profile", "check", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void a_card_is_not_read_without_an_authority_to_trust() {
    assertThat(run("read", "--document-number", "X", "--birth-date", "1990-02-31"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(
            run(
                "read",
                "--document-number",
                "X",
                "--birth-date",
                "1990-02-31",
                "--expiry-date",
                "300101"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("read")).isEqualTo(ExitCode.USAGE);
    assertThat(text())
        .contains("go together", "--birth-date must be", "give --csca or --config")
        .doesNotContain("1990-02-31");
  }
}
