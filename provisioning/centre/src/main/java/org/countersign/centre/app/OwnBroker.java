package org.countersign.centre.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mosquitto that lives as long as the centre, for pilots: without encryption and without asking
 * who somebody is, which it says in the log. One that dies is started again.
 */
final class OwnBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnBroker.class);
  private static final Duration START_WITHIN = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 50;
  private static final long REST_MILLIS = 2_000;
  private static final long ORPHAN_MILLIS = 5_000;
  private static final List<Path> PLACES =
      Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
          .map(Path::of)
          .toList();

  private final ProcessBuilder command;
  private final InetSocketAddress listen;
  private final Thread keeper;
  private volatile Process process;
  private volatile boolean closing;

  private OwnBroker(ProcessBuilder command, InetSocketAddress listen, Process process) {
    this.command = command;
    this.listen = listen;
    this.process = process;
    this.keeper = Thread.ofPlatform().daemon().name("own-broker").unstarted(this::keep);
  }

  /**
   * Starts it and waits until it takes connections.
   *
   * @param folder of its configuration and its log
   * @throws IOException if it is not installed, its port is taken, or it does not start
   */
  static OwnBroker start(Path folder, InetSocketAddress listen) throws IOException {
    return start(folder, listen, PLACES);
  }

  /** The same with a mosquitto that is in one of these folders. */
  static OwnBroker start(Path folder, InetSocketAddress listen, List<Path> places)
      throws IOException {
    Path program =
        program(places)
            .orElseThrow(() ->
                new IOException(
                    "broker.own: there is no mosquitto on this machine. Install it (apt-get install"
                        + " mosquitto), or name a broker by broker.address"));
    Files.createDirectories(folder);
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(configuration, configuration(listen));
    endOrphan(configuration);
    requireFree(listen);
    ProcessBuilder command =
        new ProcessBuilder(program.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(folder.resolve("mosquitto.log").toFile()));
    OwnBroker broker = new OwnBroker(command, listen, command.start());
    broker.awaitServing(folder.resolve("mosquitto.log"));
    broker.keeper.start();
    LOG.warn(
        "This centre runs a broker of its own at {}, without encryption and log-in: for pilots and"
            + " demonstrations alone",
        listen);
    return broker;
  }

  /** A centre that was killed leaves its broker behind, which holds the port. */
  private static void endOrphan(Path configuration) {
    ProcessHandle.allProcesses()
        .filter(process ->
            process
                .info()
                .commandLine()
                .filter(line -> line.endsWith("mosquitto -c " + configuration))
                .isPresent())
        .forEach(orphan -> {
          LOG.warn("The broker of a centre that was killed is ended, process {}", orphan.pid());
          end(orphan);
        });
  }

  /** One that hangs is not asked twice. */
  private static void end(ProcessHandle orphan) {
    if (!orphan.destroy() || !hasEnded(orphan)) {
      boolean ignored = orphan.destroyForcibly() && hasEnded(orphan);
    }
  }

  private static boolean hasEnded(ProcessHandle process) {
    try {
      return !process.onExit().orTimeout(ORPHAN_MILLIS, TimeUnit.MILLISECONDS).join().isAlive();
    } catch (CompletionException e) {
      return false;
    }
  }

  /** Whoever else listens there would be taken for the broker until it has given up. */
  private static void requireFree(InetSocketAddress listen) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(listen);
    } catch (IOException e) {
      throw new IOException(
          "broker.own: "
              + listen
              + " cannot be listened at: "
              + e.getMessage()
              + ". End what holds that port, or name another one",
          e);
    }
  }

  private static String configuration(InetSocketAddress listen) {
    return """
    # Written by the centre at each start.
    listener %d %s
    allow_anonymous true
    persistence false
    max_queued_messages 100000
    max_inflight_messages 1000
    log_dest stderr
    log_dest topic
    log_type error
    log_type warning
    log_type notice
    """
        .formatted(listen.getPort(), listen.getHostString());
  }

  private static Optional<Path> program(List<Path> places) {
    return places.stream()
        .map(place -> place.resolve("mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void awaitServing(Path log) throws IOException {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (!isServing()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        process.destroy();
        throw new IOException(
            "broker.own: mosquitto did not start at " + listen + "; why is in " + log);
      }
      pause(LOOK_MILLIS);
    }
  }

  private boolean isServing() {
    try (Socket probe = new Socket()) {
      InetAddress at = listen.getAddress();
      probe.connect(
          new InetSocketAddress(
              at.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : at, listen.getPort()),
          (int) START_WITHIN.toMillis());
      return process.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while mosquitto started", e);
    }
  }

  private void keep() {
    while (!closing) {
      try {
        int code = process.waitFor();
        if (!closing) {
          LOG.warn("The centre's own broker ended with {}; it is started again", code);
          TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
          process = command.start();
        }
      } catch (IOException e) {
        LOG.error("The centre's own broker does not start", e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The process that runs now. */
  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    closing = true;
    keeper.interrupt();
    try {
      // It may be starting a process at this moment, which nobody would end.
      keeper.join(ORPHAN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroy();
  }
}
