package org.countersign.testbed;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pcscd of one's own, with virtual readers (vsmartcard's vpcd) that no hardware is needed for.
 *
 * <p>pcscd's socket folder is compiled in ({@code /run/pcscd}), so the daemon runs in a mount
 * namespace where {@code /run} is a folder of ours: the socket then exists outside too, and clients
 * find it by the environment variable {@value #SOCKET_VARIABLE}. Root or a user namespace is
 * needed. A vpcd port takes connections from anywhere without asking who it is: test machines only.
 *
 * <p>Put a card into a reader with {@link VpcdClient}. Any thread.
 */
public final class PrivatePcscd implements AutoCloseable {

  /** Where libpcsclite and everything above it (OpenSC, javax.smartcardio) looks for the socket. */
  public static final String SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME";

  /** Most readers that pcscd carries (PCSCLITE_MAX_READERS_CONTEXTS). */
  public static final int MAX_READERS = 16;

  /** {@code sun_path} holds 108 bytes, the last of them zero. */
  private static final int MAX_SOCKET_PATH = 107;

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 5;

  private final Path folder;
  private final boolean ownsFolder;
  private final VpcdReaders readers;
  private final Daemon daemon;

  private PrivatePcscd(Path folder, boolean ownsFolder, VpcdReaders readers) {
    this.folder = folder;
    this.ownsFolder = ownsFolder;
    this.readers = readers;
    this.daemon = new Daemon("pcscd", folder.resolve("pcscd.log"), command(folder));
  }

  /**
   * Starts a daemon with so many readers, all empty, in a temporary folder that {@link #close}
   * deletes. Daemons that one process starts one after the other have the same folder, and so the
   * same socket: libpcsclite asks for it only once.
   *
   * @param readers 1 to {@value #MAX_READERS}
   * @throws IOException if pcscd or vpcd is not installed or does not start
   */
  public static PrivatePcscd start(int readers) throws IOException {
    return start(TemporaryFolders.take(), true, readers);
  }

  /**
   * Starts a daemon in a folder that stays.
   *
   * @param folder an existing folder with a path of at most 88 bytes
   */
  public static PrivatePcscd start(Path folder, int readers) throws IOException {
    return start(folder.toAbsolutePath(), false, readers);
  }

  /**
   * Starts a daemon with a reader of another kind beside one virtual reader, in a folder that stays
   * and where the daemon's {@code pcscd.log} is.
   *
   * @param folder as for {@link #start(Path, int)}
   * @param entry the reader as reader.conf(5) has it; its device may be a pseudo-terminal
   */
  public static PrivatePcscd startWith(Path folder, String entry) throws IOException {
    Path entries = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(entries.resolve("other"), entry);
    return start(folder, 1);
  }

  private static PrivatePcscd start(Path folder, boolean ownsFolder, int count) throws IOException {
    if (count < 1 || count > MAX_READERS) {
      throw new IllegalArgumentException(count + " readers; 1 to " + MAX_READERS);
    }
    requireShort(socketIn(folder));
    IOException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      PrivatePcscd pcscd =
          new PrivatePcscd(folder, ownsFolder, VpcdReaders.configure(folder, count));
      try {
        pcscd.launch();
        return pcscd;
      } catch (IOException e) {
        // Another process may have taken a port in between; the next attempt takes other ones.
        pcscd.daemon.close();
        failure = e;
      }
    }
    throw new IOException("no private pcscd after " + ATTEMPTS + " attempts", failure);
  }

  /** The daemon's socket; the value for {@value #SOCKET_VARIABLE}. */
  public Path socket() {
    return socketIn(folder);
  }

  /** PC/SC names of the readers, in the order of {@link #port}. */
  public List<String> readerNames() {
    return readers.names();
  }

  /**
   * TCP port of a reader's slot on loopback, for {@link VpcdClient}.
   *
   * @param reader 0 to one less than their number
   */
  public int port(int reader) {
    return readers.port(reader);
  }

  /** Process id of pcscd itself. */
  public long pid() {
    return daemon.pid();
  }

  /** Ends pcscd by SIGKILL, as a crash would; its stale socket file stays. */
  public void kill() {
    daemon.kill();
  }

  /** Starts pcscd again on the same socket and ports; ends it first if it runs. */
  public void restart() throws IOException {
    daemon.stop();
    IOException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        launch();
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw new IOException("pcscd did not return", failure);
  }

  /**
   * Takes a reader away as if its cable were pulled, and its neighbour with it: readers 2n and 2n+1
   * share an entry. vpcd cannot tell a running pcscd that a reader is gone, and Debian's pcscd
   * looks for nothing on SIGUSR1, so pcscd starts again without the entry. A card stays in the
   * slot.
   *
   * @param reader 0 to one less than their number; others stay, so there must be more than two
   */
  public void unplug(int reader) throws IOException {
    readers.removeEntry(folder, reader);
    restart();
  }

  /** Puts every reader back that was unplugged; pcscd starts again with all of them. */
  public void plugIn() throws IOException {
    readers.writeEntries(folder);
    restart();
  }

  /** A process that will talk to this daemon; not started yet. */
  public ProcessBuilder client(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(SOCKET_VARIABLE, socket().toString());
    return builder;
  }

  /**
   * Runs a client of this daemon to its end.
   *
   * @param command for example {@code opensc-tool -l}
   * @throws IOException if it cannot be started or runs longer than 30 s
   */
  public ClientOutcome runClient(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "client", ".log");
    try {
      Process process =
          client(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
        throw new IOException(command + " still ran after 30 s: " + Files.readString(output));
      }
      return new ClientOutcome(process.exitValue(), Files.readString(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /**
   * How a client ended.
   *
   * @param exitCode its exit code
   * @param output what it wrote, standard output and error
   */
  public record ClientOutcome(int exitCode, String output) {}

  /** Ends the daemon. */
  @Override
  public void close() {
    daemon.close();
    if (ownsFolder) {
      TemporaryFolders.giveBack(folder);
    }
  }

  private void launch() throws IOException {
    Files.createDirectories(socket().getParent());
    // Left by a kill; pcscd would weigh whether the process of the pid file still lives.
    Files.deleteIfExists(socket());
    Files.deleteIfExists(socket().resolveSibling("pcscd.pid"));
    daemon.start(this::isServing, START_LIMIT);
    if (daemon.output().contains("Could not initialize connection to virtual ICC")) {
      daemon.kill();
      throw new IOException("vpcd could not take its ports; pcscd said:\n" + daemon.output());
    }
  }

  private boolean isServing() {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static List<String> command(Path folder) {
    List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
    if (!isRoot()) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    // exec, so that the process started here is pcscd itself and a signal reaches it.
    command.addAll(
        List.of(
            "sh",
            "-c",
            "mount --bind \"$0\" /run && PATH=$PATH:/usr/sbin:/sbin exec pcscd -f -i -c"
                + " \"$0/conf\"",
            folder.toString()));
    return command;
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path socketIn(Path folder) {
    return folder.resolve("pcscd").resolve("pcscd.comm");
  }

  private static void requireShort(Path socket) {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "socket path " + socket + " has " + length + " bytes; at most " + MAX_SOCKET_PATH);
    }
  }

  /** Why no private pcscd can run on this machine; empty if one can. Takes some milliseconds. */
  public static Optional<String> obstacle() {
    if (VpcdReaders.library().isEmpty()) {
      return Optional.of("vpcd's driver is missing: apt-get install vsmartcard-vpcd");
    }
    if (Stream.of("/usr/sbin/pcscd", "/sbin/pcscd", "/usr/local/sbin/pcscd")
        .noneMatch(p -> Files.isExecutable(Path.of(p)))) {
      return Optional.of("pcscd is missing: apt-get install pcscd");
    }
    return namespaceObstacle();
  }

  private static Optional<String> namespaceObstacle() {
    List<String> probe = new ArrayList<>(command(Path.of("/tmp")));
    probe.set(probe.size() - 2, "mount --bind \"$0\" /run");
    try {
      Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      if (process.waitFor() == 0) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.of("unshare is missing: apt-get install util-linux (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.of(
        "no private mount namespace may be made here: run as root, in a container with"
            + " CAP_SYS_ADMIN, or where user namespaces are allowed");
  }
}
