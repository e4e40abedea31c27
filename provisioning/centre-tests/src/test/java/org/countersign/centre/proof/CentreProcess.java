package org.countersign.centre.proof;

import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.command.CentreCommand;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;

/**
 * {@code centre run} as a process of its own, from this test's class path, on one folder and one
 * port through all its lives. Somebody of each role may log in; the role is the name.
 */
final class CentreProcess implements AutoCloseable {

  /** Password of every account. */
  static final String PASSWORD = "correct horse battery";

  /** Id of the centre as a Sparkplug host. */
  static final String ID = "centre";

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final Path folder;
  private final int port;
  private final DatabaseConfig store;
  private Optional<Process> process = Optional.empty();

  private CentreProcess(Path folder, int port, DatabaseConfig store) {
    this.folder = folder;
    this.port = port;
    this.store = store;
  }

  /**
   * Starts a centre whose alerts open after two seconds, and waits until it hears the broker.
   *
   * @param folder of its own; made here
   */
  static CentreProcess start(Path folder, URI broker) throws Exception {
    return start(folder, broker, "");
  }

  /**
   * The same with more about its page.
   *
   * @param page lines of the section {@code page}
   */
  static CentreProcess start(Path folder, URI broker, String page) throws Exception {
    return start(folder, broker, page, new DatabaseConfig.Embedded(folder.resolve("data")));
  }

  /** The same on a database of PostgreSQL's, whose user {@code postgres} needs no password. */
  static CentreProcess startOnServer(Path folder, URI broker, String url) throws Exception {
    Files.createDirectories(folder);
    Path password =
        Files.createFile(
            folder.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "unused\n");
    return start(folder, broker, "", new DatabaseConfig.Server(url, "postgres", password));
  }

  private static CentreProcess start(Path folder, URI broker, String page, DatabaseConfig store)
      throws Exception {
    Files.createDirectories(folder);
    CentreProcess centre = new CentreProcess(folder, freePort(), store);
    Files.writeString(
        folder.resolve("centre.toml"),
        """
        [centre]
        id = "%s"
        [broker]
        address = "%s"
        [page]
        listen = "127.0.0.1:%d"
        %s
        [alerts]
        hold = "2s"
        %s\
        """
            .formatted(ID, broker, centre.port, page, lines(store)));
    centre.makeAccounts();
    centre.start();
    return centre;
  }

  private static String lines(DatabaseConfig store) {
    return switch (store) {
      case DatabaseConfig.Embedded ignored -> "";
      case DatabaseConfig.Server server ->
          """
          [database]
          url = "%s"
          user = "%s"
          password-file = "%s"
          """
              .formatted(server.url(), server.user(), server.passwordFile());
    };
  }

  /** Chosen once: a page that was lost looks for its centre where that was. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void makeAccounts() {
    String hash = PasswordHash.of(PASSWORD.toCharArray());
    try (Database database = database()) {
      AccountTable accounts = new AccountTable(database);
      for (Role role : Role.values()) {
        accounts.save(new Account(role.word(), role, hash, Optional.empty()));
      }
    }
  }

  /** Starts it on its folder, and waits until it hears the broker. */
  void start() throws Exception {
    launch();
    Eventually.until("a page: " + log(), this::isServing);
    Desk desk = Desk.of(this, Role.VIEWER);
    Eventually.until(
        "a centre that hears the broker",
        () -> desk.get("/v1/overview").at("/link/connected").booleanValue());
  }

  private void launch() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            absolute(System.getProperty("java.class.path")),
            CentreCommand.class.getName(),
            "run",
            "--folder",
            folder.toString());
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean isServing() throws IOException {
    if (!process.orElseThrow().isAlive()) {
      throw new IOException("the centre ended: " + said());
    }
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Path log() {
    return folder.resolve("centre.log");
  }

  /** Everything that it has written in all its lives. */
  String said() throws IOException {
    return Files.readString(log());
  }

  /** Its database, for what no answer of the centre counts; to be closed by whoever opens it. */
  Database database() {
    return Database.open(store);
  }

  /** Its files of history, on SQLite. */
  List<Path> historyFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/history"))) {
      return files.toList();
    }
  }

  /** Bytes of its heap that are in use after everything was collected that can be. */
  long usedHeap() throws Exception {
    return ask(connection -> {
      MemoryMXBean memory =
          ManagementFactory.newPlatformMXBeanProxy(
              connection, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
      memory.gc();
      return memory.getHeapMemoryUsage().getUsed();
    });
  }

  /** Time of processors that it has used. */
  Duration processorTime() throws Exception {
    return process.orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  private interface Question<T> {
    T ask(MBeanServerConnection connection) throws IOException;
  }

  private <T> T ask(Question<T> question) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(process.orElseThrow().pid()));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      return question.ask(connector.getMBeanServerConnection());
    } finally {
      machine.detach();
    }
  }

  /** Where its page is; {@code localhost}, since browsers keep a secure cookie of that alone. */
  URI page() {
    return URI.create("http://localhost:" + port + "/");
  }

  /** Ends it in order, as SIGTERM does. */
  void stop() throws Exception {
    process.orElseThrow().destroy();
    awaitEnd();
  }

  /** Ends it where it stands, by SIGKILL. */
  void kill() throws Exception {
    process.orElseThrow().destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() throws Exception {
    if (!process.orElseThrow().waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the centre still runs: " + said());
    }
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
