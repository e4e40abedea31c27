package org.countersign.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    StationProcess station = launch(counter, log);
    counter.until("a station that is ready: " + log, () -> station.connect(counter));
    return station;
  }

  /** Starts it on the counter's folder, and waits for nothing. */
  static StationProcess launch(Counter counter, Path log, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Dcountersign.home=" + counter.home()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), Countersign.class.getName(), "run"));
    command.addAll(List.of("--config", counter.station.path().toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new StationProcess(process, log);
  }

  /**
   * Lives once and ends in order, so that later ones start in half the time.
   *
   * @return what to give those as an option
   */
  static String warmUp(Counter counter, Path folder) throws Exception {
    Path cache = folder.resolve("station.aot");
    Path log = folder.resolve("warm-up.log");
    try (StationProcess station = launch(counter, log, "-XX:AOTCacheOutput=" + cache)) {
      counter.until("a station that is ready: " + log, () -> station.connect(counter));
      station.signal("TERM");
      int ignored = station.awaitExit();
    }
    return "-XX:AOTCache=" + cache;
  }

  /** Jars alone, where there are some: Java keeps nothing of what lies in folders. */
  private static String classPath() {
    List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    String own = Path.of("target").toAbsolutePath().toString();
    return all.stream()
        .filter(entry -> !entry.startsWith(own))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Connects the counter to it.
   *
   * @return whether it was ready for that
   */
  boolean connect(Counter counter) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the station ended: " + said());
    }
    Matcher ready = READY.matcher(said());
    if (!ready.find()) {
      return false;
    }
    counter.connect(Integer.parseInt(ready.group(1)));
    return true;
  }

  /** Kills it where it stands and waits until it is gone. */
  void kill() {
    close();
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
