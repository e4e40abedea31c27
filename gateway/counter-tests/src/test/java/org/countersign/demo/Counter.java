package org.countersign.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.VpcdClient;
import org.countersign.trust.suite.SignatureSuite;

/**
 * A counter with real PC/SC readers: pcscd, a station's folder, an installation whose drivers the
 * product's own loader loads, and a clerk who does what the devices say. The station itself is
 * started by the test, in this process or as one of its own. One thread.
 */
final class Counter implements AutoCloseable {

  static final Product PERMIT = Product.RESIDENCE_PERMIT;

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final SignatureSuite SUITE = SignatureSuite.ICAO_P256;
  private static final List<String> DRIVER = List.of("pcsc.PcscDriver", "apdu.CommandApdu");
  private static final ObjectMapper JSON = new ObjectMapper();

  final PrivatePcscd pcscd;
  final StationFolder station;
  private final Path home;
  private final List<VpcdClient> slots = new ArrayList<>();
  private final List<WatchedCard> cards = new ArrayList<>();
  private final Map<Integer, WatchedCard> inReader = new HashMap<>();
  private final Map<String, Map<String, String>> applicants = new HashMap<>();
  private Optional<StationClient> client = Optional.empty();

  private Counter(PrivatePcscd pcscd, StationFolder station, Path home) {
    this.pcscd = pcscd;
    this.station = station;
    this.home = home;
  }

  /**
   * A counter whose readers are empty.
   *
   * @param work empty folder
   * @param readers by their number at pcscd; {@code encoder-<number>} is each one's device
   */
  static Counter with(Path work, int... readers) throws Exception {
    int most = java.util.Arrays.stream(readers).max().orElseThrow();
    Path home = install(work.resolve("home"));
    StationFolder station =
        StationFolder.create(
            work.resolve("station"), SUITE, 0, Optional.empty(), Clock.systemUTC());
    PrivatePcscd pcscd = PrivatePcscd.start(most + 1);
    Counter counter = new Counter(pcscd, station, home);
    for (int reader = 0; reader <= most; reader++) {
      counter.slots.add(new VpcdClient(pcscd.port(reader)));
    }
    for (int reader : readers) {
      station.addReader(device(reader), PERMIT, pcscd.readerNames().get(reader), pcscd.socket());
    }
    return counter;
  }

  /** Lays the PC/SC driver where an installation has it. */
  private static Path install(Path home) throws Exception {
    Path folder = Files.createDirectories(home.resolve("drivers/pcsc"));
    for (String part : DRIVER) {
      Path built = place(Class.forName("org.countersign." + part));
      Path jar = folder.resolve(part + ".jar");
      if (Files.isDirectory(built)) {
        pack(built, jar);
      } else {
        Files.copy(built, jar);
      }
    }
    return home;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
  }

  /** The installation's folder, for the system property {@code countersign.home}. */
  Path home() {
    return home;
  }

  /** Starts the station in this process, with the installation's drivers, and connects to it. */
  Gateway openStation() throws Exception {
    String before = System.getProperty("countersign.home");
    System.setProperty("countersign.home", home.toString());
    try {
      Gateway gateway = Gateway.start(station.path());
      connect(gateway.port());
      return gateway;
    } finally {
      if (before == null) {
        System.clearProperty("countersign.home");
      } else {
        System.setProperty("countersign.home", before);
      }
    }
  }

  /** Connects to the station's API. */
  void connect(int port) throws IOException {
    disconnect();
    String token = Files.readString(station.path().resolve("secrets/http.token")).strip();
    client =
        Optional.of(
            new StationClient(
                URI.create("http://127.0.0.1:" + port),
                Secret.of(token.getBytes(StandardCharsets.UTF_8))));
  }

  private void disconnect() {
    client.ifPresent(StationClient::close);
    client = Optional.empty();
  }

  /** The station's API. */
  StationClient api() {
    return client.orElseThrow();
  }

  /** Submits the n-th example as {@code permit-<n>}. */
  String submit(int number) throws Exception {
    List<String> lines = Files.readAllLines(Examples.file(PERMIT));
    ObjectNode application = (ObjectNode) JSON.readTree(lines.get(number % lines.size()));
    String id = "permit-" + number;
    application.remove("id");
    Map<String, String> data = new HashMap<>();
    application.get("data").properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
    applicants.put(id, data);
    api().submit(id, JSON.writeValueAsBytes(application));
    return id;
  }

  /** What the applicant of a job gave. */
  Map<String, String> applicant(String job) {
    return applicants.get(job);
  }

  /** Puts a new blank into a reader. */
  WatchedCard insert(int reader, WatchedCard.Watcher watcher) {
    WatchedCard card = WatchedCard.blank(station, PERMIT, watcher);
    slots.get(reader).insert(card);
    inReader.put(reader, card);
    cards.add(card);
    return card;
  }

  /** Puts a new blank into a reader that nothing happens to. */
  WatchedCard insert(int reader) {
    return insert(reader, (number, command) -> true);
  }

  /** Takes out what is in a reader and puts the card in that a job waits for. */
  void putBack(int reader, WatchedCard card) throws Exception {
    takeOut(reader);
    until(
        "that the device asks for the card",
        () -> encoder(reader).detail().contains("waits for its card"));
    insertAgain(reader, card);
  }

  /** Puts a card that was here before into an empty reader. */
  void insertAgain(int reader, WatchedCard card) {
    slots.get(reader).insert(card);
    inReader.put(reader, card);
  }

  /** The card in a reader. */
  Optional<WatchedCard> cardIn(int reader) {
    return Optional.ofNullable(inReader.get(reader));
  }

  /** Takes the card out of a reader. */
  void takeOut(int reader) {
    slots.get(reader).remove();
    inReader.remove(reader);
  }

  /** Every card that was ever put in. */
  List<WatchedCard> cards() {
    return List.copyOf(cards);
  }

  /** What the API says of a reader's device. */
  DeviceStatus encoder(int reader) throws Exception {
    return api().devices().stream()
        .filter(d -> d.id().equals(device(reader)))
        .findFirst()
        .orElseThrow();
  }

  static String device(int reader) {
    return "encoder-" + reader;
  }

  JobStatus job(String id) throws Exception {
    return api().job(id).orElseThrow();
  }

  /** Whether the station will do nothing more for a job by itself. */
  boolean ended(String id) throws Exception {
    JobStatus job = job(id);
    return settled(job) || job.state() == org.countersign.personalization.JobState.IN_DOUBT;
  }

  /** Whether nothing is left to be done for a job. */
  static boolean settled(JobStatus job) {
    return job.work().isPresent() || job.state().isTerminal();
  }

  /** The station's ledger. */
  Path ledgerFile() {
    return station.path().resolve("ledger/station.db");
  }

  /** Serves the readers as their devices ask for it until the jobs have ended. */
  void serveUntilEnded(List<String> jobs, int... readers) throws Exception {
    until(
        "the end of " + jobs,
        () -> {
          for (int reader : readers) {
            serve(reader);
          }
          return jobs.stream().allMatch(this::endedNow);
        });
  }

  private boolean endedNow(String job) {
    try {
      return ended(job);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(int reader) throws Exception {
    String detail = encoder(reader).detail();
    if (detail.contains("take it out") || detail.startsWith("take the card out")) {
      takeOut(reader);
    } else if (detail.equals("insert a blank card") && !inReader.containsKey(reader)) {
      WatchedCard ignored = insert(reader);
    }
  }

  /** Waits for a condition. */
  void until(String what, Callable<Boolean> reached) throws Exception {
    until(PATIENCE, what, reached);
  }

  /** Waits so long for a condition. */
  void until(Duration patience, String what, Callable<Boolean> reached) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!reached.call()) {
      if (System.nanoTime() - deadline > 0 || never.await(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "never came: " + what + client.map(c -> "; " + situation(c)).orElse(""));
      }
    }
  }

  private static String situation(StationClient api) {
    try {
      return api.devices() + " " + api.jobs(Optional.empty(), 100, java.util.Set.of()).jobs();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    disconnect();
    slots.forEach(VpcdClient::close);
    pcscd.close();
  }
}
