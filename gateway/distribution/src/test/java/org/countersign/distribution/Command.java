package org.countersign.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program run to its end, with an environment of its own choice. */
final class Command {

  private static final long LIMIT_SECONDS = 120;

  private final ProcessBuilder builder;

  Command(List<String> command) {
    builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // A tracing agent of the test run does not belong into what is tested.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
  }

  static Command of(String... command) {
    return new Command(List.of(command));
  }

  Command with(Map<String, String> environment) {
    builder.environment().putAll(environment);
    return this;
  }

  Command without(String variable) {
    builder.environment().remove(variable);
    return this;
  }

  Command in(Path folder) {
    builder.directory(folder.toFile());
    return this;
  }

  /** What it ended with and what it wrote. */
  record Outcome(int exitCode, String out, String err) {}

  /** A command under way. */
  record Running(Process process, Path out, Path err) {

    Outcome outcome() throws IOException, InterruptedException {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "not done after " + LIMIT_SECONDS + " s: " + Files.readString(err));
      }
      Outcome outcome =
          new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return outcome;
    }
  }

  Running start() throws IOException {
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    return new Running(
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
  }

  Outcome run() throws IOException, InterruptedException {
    return start().outcome();
  }
}
