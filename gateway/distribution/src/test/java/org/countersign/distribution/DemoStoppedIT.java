package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody has seen enough of the demo. */
final class DemoStoppedIT {

  private static final Path COUNTERSIGN =
      Path.of("target", "countersign", "bin", "countersign").toAbsolutePath();

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void it_takes_down_what_it_has_put_up(String signal, int exitCode) throws Exception {
    String kill = RealPart.require("kill", "procps").toString();
    // A shell's background job ignores SIGINT and so would all that it starts, this build included.
    String env = RealPart.require("env", "coreutils").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            env, "--default-signal=INT", COUNTERSIGN.toString(), "demo", "--cards", "20000");
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    Process demo = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines = demo.inputReader()) {
      assertThat(lines.lines().anyMatch(line -> line.startsWith("3/"))).as("cards come").isTrue();
      List<ProcessHandle> children = demo.descendants().toList();

      assertThat(Command.of(kill, "-" + signal, Long.toString(demo.pid())).run().exitCode())
          .isZero();
      lines.lines().forEach(line -> {});

      assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isEqualTo(exitCode);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    } finally {
      demo.destroyForcibly();
    }
    try (var left = Files.list(temporary)) {
      assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
          .isEmpty();
    }
  }
}
