package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.station.commands.Countersign;

/** {@code countersign run} as a process of its own, from this test's class path. */
final class StationProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("is ready after .*127\\.0\\.0\\.1:(\\d+)");
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;

  private StationProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it on the counter's folder, waits until it is ready, and connects the counter to it. */
  static StationProcess start(Counter counter, Path log) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dcountersign.home=" + counter.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Countersign.class.getName(),
                "run",
                "--config",
                counter.station.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    StationProcess station = new StationProcess(process, log);
    counter.until("a station that is ready: " + log, () -> station.ready().find());
    Matcher ready = station.ready();
    if (!ready.find()) {
      throw new IOException(station.said());
    }
    counter.connect(Integer.parseInt(ready.group(1)));
    return station;
  }

  private Matcher ready() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the station ended: " + said());
    }
    return READY.matcher(said());
  }

  /** Everything that it has written. */
  String said() throws IOException {
    return Files.readString(log);
  }

  /** Sends a signal; any thread. */
  void signal(String name) {
    try {
      Process kill = new ProcessBuilder(List.of("kill", "-" + name, "" + process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no signal could be sent");
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end; its exit code. */
  int awaitExit() throws Exception {
    if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it still runs after " + LONGEST.toSeconds() + " s:\n" + said());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
