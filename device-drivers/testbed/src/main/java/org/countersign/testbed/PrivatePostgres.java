package org.countersign.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, on a free port of loopback, with the database {@code
 * postgres} and the user {@code postgres} who needs no password. It refuses to run as root, so a
 * test of root's runs it as the user that Debian's package makes.
 */
public final class PrivatePostgres implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration MAKE_LIMIT = Duration.ofSeconds(60);
  private static final String OWNER = "postgres";

  private final int port;
  private final Path folder;
  private final Daemon daemon;

  private PrivatePostgres(int port, Path folder, Daemon daemon) {
    this.port = port;
    this.folder = folder;
    this.daemon = daemon;
  }

  /**
   * Makes a cluster and starts it.
   *
   * @throws IOException if it is not installed or does not start
   */
  public static PrivatePostgres start() throws IOException {
    Path programs =
        programs().orElseThrow(() -> new IOException("PostgreSQL is missing: install postgresql"));
    // JUnit's folders are open to their owner alone, and the server may be somebody else.
    Path folder = Files.createTempDirectory("postgres");
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    if (isRoot()) {
      run(log, List.of("chown", OWNER, folder.toString()));
    }
    run(
        log,
        asOwner(
            programs.resolve("initdb").toString(),
            "--pgdata=" + folder.resolve("data"),
            "--username=" + OWNER,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync"));
    int port = FreePorts.consecutive(1);
    Daemon daemon =
        new Daemon(
            "postgres",
            log,
            asOwner(
                programs.resolve("postgres").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-k",
                folder.toString()));
    PrivatePostgres server = new PrivatePostgres(port, folder, daemon);
    daemon.start(() -> server.isServing(), START_LIMIT);
    return server;
  }

  private boolean isServing() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected() && daemon.output().contains("ready to accept connections");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** For JDBC. */
  public String url() {
    return url("postgres");
  }

  /** For JDBC, to another database of this server. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /**
   * Makes another database.
   *
   * @param name lower case letters and digits
   */
  public void create(String name) throws IOException {
    Path createdb = programs().orElseThrow().resolve("createdb");
    run(
        folder.resolveSibling(folder.getFileName() + ".log"),
        List.of(
            createdb.toString(),
            "--host=127.0.0.1",
            "--port=" + port,
            "--username=" + OWNER,
            name));
  }

  /** Ends it hard, as a loss of power would. */
  public void kill() {
    daemon.kill();
  }

  /** Starts it again on the same port. */
  public void restart() throws IOException {
    daemon.stop();
    daemon.start(this::isServing, START_LIMIT);
  }

  /** Why none can run on this machine; empty if one can. */
  public static Optional<String> obstacle() {
    return programs().isPresent()
        ? Optional.empty()
        : Optional.of("PostgreSQL is missing: apt-get install postgresql");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> asOwner(String... command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("setpriv", "--reuid=" + OWNER, "--regid=" + OWNER, "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private static void run(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      if (!process.waitFor(MAKE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " failed: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was made", e);
    }
  }

  /** The newest that Debian's packages have put beside each other. */
  private static Optional<Path> programs() {
    Path versions = Path.of("/usr/lib/postgresql");
    try (Stream<Path> found = Files.exists(versions) ? Files.list(versions) : Stream.empty()) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    daemon.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What is left lies in the system's folder for what is temporary.
      folder.toFile().deleteOnExit();
    }
  }
}
