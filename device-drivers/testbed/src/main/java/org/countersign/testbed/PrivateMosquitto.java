package org.countersign.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mosquitto of one's own on loopback, without authentication and without persistence: what it
 * retained and queued is gone after {@link #kill} or {@link #stop}. Its queue limits are set, since
 * mosquitto's defaults drop messages of a slow subscriber silently. Any thread.
 */
public final class PrivateMosquitto implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 5;

  /** Everybody may publish; what may be subscribed is to be filled in. */
  private static final String RULES =
      """
      {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                            "subscribe": false, "unsubscribe": true},
       "clients": [],
       "groups": [{"groupname": "all", "roles": [{"rolename": "anybody"}]}],
       "anonymousGroup": "all",
       "roles": [{"rolename": "anybody", "acls": [
      %s]}]}
      """;

  private final int port;
  private final Daemon daemon;

  private PrivateMosquitto(int port, Daemon daemon) {
    this.port = port;
    this.daemon = daemon;
  }

  /**
   * Starts a broker and waits until it takes connections.
   *
   * @param folder existing folder for its configuration and log
   * @param extraLines further lines for mosquitto.conf, for example {@code log_type all}
   * @throws IOException if it is not installed or does not start
   */
  public static PrivateMosquitto start(Path folder, String... extraLines) throws IOException {
    IOException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = FreePorts.consecutive(1);
      PrivateMosquitto broker = new PrivateMosquitto(port, daemon(folder, port, extraLines));
      try {
        broker.launch();
        return broker;
      } catch (IOException e) {
        // Another process may have taken the port in between; the next attempt takes another.
        broker.daemon.close();
        failure = e;
      }
    }
    throw new IOException("no private mosquitto after " + ATTEMPTS + " attempts", failure);
  }

  /**
   * Starts a broker that answers every subscription but these with a refusal, SUBACK 0x80; an ACL
   * file would not do, for it says yes and lets nothing through. It needs mosquitto's plugin for
   * dynamic security.
   *
   * @param subscriptions topic filters that may be subscribed as they stand
   */
  public static PrivateMosquitto startStrict(Path folder, String... subscriptions)
      throws IOException {
    Path plugin =
        RealPart.requireFile(
            "mosquitto",
            Path.of("/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so"),
            Path.of("/usr/lib/mosquitto_dynamic_security.so"));
    String acls =
        Stream.of(subscriptions)
            .map(
                "{\"acltype\": \"subscribeLiteral\", \"topic\": \"%s\", \"allow\": true}"
                    ::formatted)
            .collect(Collectors.joining(",\n"));
    Path rules = Files.writeString(folder.resolve("rules.json"), RULES.formatted(acls));
    // A broker that root starts becomes another user, who cannot read the rules.
    return start(folder, "user root", "plugin " + plugin, "plugin_opt_config_file " + rules);
  }

  /** TCP port on loopback. */
  public int port() {
    return port;
  }

  /** For example {@code tcp://127.0.0.1:12345}. */
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  /** What it has logged since its last start. */
  public String log() throws IOException {
    return daemon.output();
  }

  /** Ends it by SIGTERM: clients are disconnected. */
  public void stop() {
    daemon.stop();
  }

  /** Ends it by SIGKILL, as a crash would. */
  public void kill() {
    daemon.kill();
  }

  /** Starts it again, empty, on the same port; ends it first if it runs. */
  public void restart() throws IOException {
    daemon.stop();
    launch();
  }

  /** Lets it read its acl_file again, by SIGHUP. */
  public void reload() throws IOException {
    Process signal =
        new ProcessBuilder("/bin/sh", "-c", "kill -HUP " + daemon.pid()).inheritIO().start();
    try {
      if (signal.waitFor() != 0) {
        throw new IOException("SIGHUP was not sent to mosquitto, process " + daemon.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while SIGHUP was sent", e);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }

  /** Why none can run on this machine; empty if one can. */
  public static Optional<String> obstacle() {
    return program().isPresent()
        ? Optional.empty()
        : Optional.of("mosquitto is missing: apt-get install mosquitto");
  }

  private void launch() throws IOException {
    daemon.start(this::isServing, START_LIMIT);
  }

  private boolean isServing() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected() && daemon.isAlive();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Daemon daemon(Path folder, int port, String... extraLines) throws IOException {
    Path program =
        program().orElseThrow(() -> new IOException("mosquitto is missing: install mosquitto"));
    Path configuration = folder.resolve("mosquitto-" + port + ".conf");
    Files.writeString(configuration, configuration(port) + String.join("\n", extraLines) + "\n");
    return new Daemon(
        "mosquitto",
        folder.resolve("mosquitto-" + port + ".log"),
        List.of(program.toString(), "-c", configuration.toString()));
  }

  private static String configuration(int port) {
    return """
    listener %d 127.0.0.1
    allow_anonymous true
    persistence false
    max_queued_messages 0
    max_inflight_messages 1000
    log_dest stderr
    """
        .formatted(port);
  }

  private static Optional<Path> program() {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
        .map(place -> Path.of(place, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
