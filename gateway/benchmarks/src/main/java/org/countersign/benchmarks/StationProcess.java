package org.countersign.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;

/**
 * The service as it is installed: the distribution's own runtime, flags and AOT cache, in a process
 * of its own, with one PC/SC reader for residence permits. One thread.
 */
final class StationProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final Process process;
  private final int port;
  private final StationClient client;

  private StationProcess(Path folder, Process process, int port, StationClient client) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.client = client;
  }

  /**
   * Makes a pilot station and starts it; its reader is online when this returns.
   *
   * @param image the built distribution
   * @param folder for its configuration, ledger and log; new
   * @param reader PC/SC name of its reader
   * @param socket pcscd's
   * @param broker that it reports to
   * @throws IOException with what the station said, if it does not start
   */
  static StationProcess start(Path image, Path folder, String reader, Path socket, URI broker)
      throws IOException, InterruptedException {
    return start(image, folder, config -> configure(config, reader, socket, broker));
  }

  /**
   * Makes a pilot station with virtual encoders and starts it.
   *
   * @param encoders how many
   * @param device the rest of each one's file, as TOML
   */
  static StationProcess virtual(Path image, Path folder, int encoders, String device)
      throws IOException, InterruptedException {
    return start(
        image,
        folder,
        config -> {
          String pilot = Files.readString(config.resolve("devices.d/encoder-1.toml"));
          clear(config);
          String key =
              pilot.lines().filter(l -> l.startsWith("transport-key")).findFirst().orElseThrow();
          for (int i = 1; i <= encoders; i++) {
            Files.writeString(
                config.resolve("devices.d/encoder-" + i + ".toml"),
                """
                driver = "simulator"
                profiles = ["residence-permit"]
                chip = "lds"
                key-diversification = "kdf3"
                tray = "encoder-%d"
                %s
                %s
                """
                    .formatted(i, key, device));
          }
        });
  }

  /** Writes what a pilot's folder lacks. */
  @FunctionalInterface
  private interface Configuration {
    void write(Path config) throws IOException;
  }

  private static StationProcess start(Path image, Path folder, Configuration configuration)
      throws IOException, InterruptedException {
    int port = freePort();
    Path log = Files.createDirectories(folder).resolve("station.log");
    Path config = folder.resolve("station");
    String program = image.resolve("bin/countersign").toString();
    String init = config.toString();
    if (run(log, program, "init", "--port", Integer.toString(port), init).waitFor() != 0) {
      throw new IOException("countersign init failed:\n" + Files.readString(log));
    }
    configuration.write(config);
    StationClient client = new StationClient(URI.create("http://127.0.0.1:" + port), token(config));
    Process process = run(log, program, "run", "--config", config.toString());
    StationProcess station = new StationProcess(config, process, port, client);
    try {
      Await.until("the station's reader is online", LIMIT, station::isOnline);
      return station;
    } catch (IOException e) {
      station.close();
      throw new IOException(e.getMessage() + "; the station said:\n" + Files.readString(log), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Process run(Path log, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Takes away the virtual encoders that a pilot begins with. */
  private static void clear(Path config) throws IOException {
    try (var devices = Files.list(config.resolve("devices.d"))) {
      for (Path device : devices.toList()) {
        Files.delete(device);
      }
    }
  }

  private static void configure(Path config, String reader, Path socket, URI broker)
      throws IOException {
    clear(config);
    Files.writeString(
        config.resolve("devices.d/encoder-1.toml"),
        """
        driver = "pcsc"
        profiles = ["residence-permit"]
        reader = "%s"
        socket = "%s"
        """
            .formatted(reader, socket));
    Files.writeString(
        config.resolve("station.toml"),
        "\n[fleet]\nbroker = \"%s\"\n".formatted(broker),
        StandardOpenOption.APPEND);
  }

  private static Secret token(Path config) throws IOException {
    String token = UUID.randomUUID().toString().replace("-", "").repeat(2);
    Path file =
        Files.createFile(
            config.resolve("secrets/http.token"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, token + "\n");
    return Secret.of(token.getBytes(UTF_8));
  }

  private boolean isOnline() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IOException("the station ended with exit code " + process.exitValue());
    }
    try {
      List<DeviceStatus> devices = client.devices();
      return devices.stream()
          .allMatch(d -> d.state() == DeviceState.ONLINE && d.detail().isEmpty());
    } catch (StationException notYet) {
      return false;
    }
  }

  /** Waits until the station asks for nothing: no card in hand, none to be taken out. */
  void awaitIdle() throws IOException, InterruptedException {
    Await.until("the station is idle", LIMIT, this::isOnline);
  }

  /** The station's API. */
  StationClient client() {
    return client;
  }

  /** A client that submits jobs. */
  Issuance connect() throws IOException {
    return new Issuance(port, Files.readString(folder.resolve("secrets/http.token")).strip());
  }

  /** A blank with the transport keys that this station knows. */
  VirtualCard blank() throws IOException {
    String key =
        new ObjectMapper()
            .readTree(folder.resolve("secrets/keys.json").toFile())
            .at("/keys/transport/value")
            .asText();
    return VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(Bytes.hex(key), true));
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
