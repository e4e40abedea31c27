package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a process of its own, ended by itself or by somebody who has seen enough. */
@Execution(ExecutionMode.CONCURRENT)
final class DemoProcessIT {

  private static final Path COUNTERSIGN =
      Path.of("target", "countersign", "bin", "countersign").toAbsolutePath();

  @TempDir private Path temporary;

  @Test
  void it_issues_its_cards_and_has_no_trouble_to_tell() throws Exception {
    Command.Outcome outcome =
        Command.of(COUNTERSIGN.toString(), "demo", "--cards", "2", "--encoders", "1").run();
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("2 of 2 cards issued, 2 read back");
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void it_takes_down_what_it_has_put_up(String signal, int exitCode) throws Exception {
    String kill = RealPart.require("kill", "procps").toString();
    // A shell's background job ignores SIGINT and so would all that it starts, this build included.
    String env = RealPart.require("env", "coreutils").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            env, "--default-signal=INT", COUNTERSIGN.toString(), "demo", "--cards", "200");
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    Path said = temporary.resolveSibling(temporary.getFileName() + ".err");
    Process demo = builder.redirectError(said.toFile()).start();
    try (BufferedReader lines = demo.inputReader()) {
      assertThat(lines.lines().anyMatch(line -> line.startsWith("3/"))).as("cards come").isTrue();
      List<ProcessHandle> children = demo.descendants().toList();

      assertThat(Command.of(kill, "-" + signal, Long.toString(demo.pid())).run().exitCode())
          .isZero();
      lines.lines().forEach(line -> {});

      assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isEqualTo(exitCode);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(said).content().doesNotContain("\tat ");
    } finally {
      demo.destroyForcibly();
      Files.delete(said);
    }
    try (var left = Files.list(temporary)) {
      assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
          .isEmpty();
    }
  }
}
