package org.countersign.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A child process that serves until it is ended, with its output in a file. Any thread. */
final class Daemon implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String name;
  private final List<String> command;
  private final Path log;
  private final Thread atExit = new Thread(this::kill);
  private long logStart;
  private @Nullable Process process;

  Daemon(String name, Path log, List<String> command) {
    this.name = name;
    this.log = log;
    this.command = List.copyOf(command);
    // Without it the child would outlive a test run that somebody stops.
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts the process and waits until it serves. */
  synchronized void start(BooleanSupplier ready, Duration limit) throws IOException {
    logStart = Files.exists(log) ? Files.size(log) : 0;
    ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
    Process started =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    process = started;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        kill();
        throw new IOException(
            name + " did not start (" + String.join(" ", command) + "); it said:\n" + output());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** What it has written since its last start. */
  synchronized String output() throws IOException {
    byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    int from = (int) Math.min(logStart, all.length);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /** SIGKILL; returns when it is gone. */
  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** SIGTERM, and SIGKILL if that does not help; returns when it is gone. */
  synchronized void stop() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook itself is running, or will.
      return;
    }
  }
}
