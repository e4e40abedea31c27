package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.countersign.personalization.JobState;
import org.countersign.station.client.EventStream;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applicants who do not exist are planted in jobs that end in each way there is, and then looked
 * for in all that the service leaves: its folders, logs and temporary files, what it reports, and
 * its heap while it lives on.
 */
@Timeout(180)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PersonalDataIT {

  /** PUT DATA over SCP03: the chip is about to be written. */
  private static final int WRITING = 9;

  private static final int STORE_DATA = 0xE2;
  private static final byte[] MEMORY_FAILURE = {0x65, (byte) 0x81};

  private final RandomGenerator chance = new SplittableRandom();
  private final Map<String, Canaries> planted = new TreeMap<>();
  private final Map<String, byte[]> keys = new TreeMap<>();

  @TempDir Path folder;
  private Path temporary = Path.of("");

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void nothing_of_an_applicant_is_found_once_the_job_has_closed() throws Exception {
    temporary = Files.createDirectories(folder.resolve("tmp"));
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(Files.createDirectories(folder.resolve("broker")));
        SparkplugRecording reported = SparkplugRecording.of(broker.uri());
        Counter counter = Counter.with(folder, 0)) {
      counter.station.addSection(
          """

          [fleet]
          broker = "%s"

          [log]
          file = "%s"
          """
              .formatted(broker.uri(), counter.station.path().resolve("station.log")));

      Path dying = folder.resolve("first.log");
      try (StationProcess station = start(counter, dying)) {
        finished(counter, station);
        spoiled(counter);
        voided(counter);
        nothingInHeap(station, "after a job was finished, one spoiled and one voided");
        nothingOnDisk(counter);
        keysDestroyed(counter);
        cut(counter, station);
      }
      try (StationProcess station = start(counter, folder.resolve("second.log"))) {
        counter.serveUntilEnded(List.of("cut"), 0);
        assertThat(counter.job("cut").state()).isEqualTo(JobState.ACTIVATED);
        nothingInHeap(station, "after a job was finished that another process began");
        nothingOnDisk(counter);
        keysDestroyed(counter);
        submit(counter, "open");
        nothingOnDisk(counter);
        nothingTold(counter);
      }
      nothingOnDisk(counter);
      reported.awaitSome();
      planted.values().forEach(p -> assertThat(p.search().in(reported.all())).isEmpty());
    }
  }

  @Test
  void a_station_that_would_dump_its_memory_to_the_disk_says_so() throws Exception {
    String prlimit = RealPart.require("prlimit", "util-linux").toString();
    try (Counter counter = Counter.with(folder, 0)) {
      for (String limit : List.of("0", "1048576")) {
        Path log = folder.resolve("core-" + limit + ".log");
        List<String> limited = List.of(prlimit, "--core=" + limit + ":");
        try (StationProcess station = StationProcess.launchUnder(limited, counter, log)) {
          counter.until("a station that is ready: " + log, () -> station.connect(counter));
          assertThat(station.said().contains("core dumps are on")).isEqualTo(!limit.equals("0"));
        }
      }
    }
  }

  private StationProcess start(Counter counter, Path log) throws Exception {
    StationProcess station = StationProcess.launch(counter, log, "-Djava.io.tmpdir=" + temporary);
    counter.until("a station that is ready: " + log, () -> station.connect(counter));
    return station;
  }

  private void submit(Counter counter, String job) throws Exception {
    Canaries canaries = Canaries.of(job, chance);
    planted.put(job, canaries);
    var ignored = counter.api().submit(job, canaries.application());
    keys.put(job, LedgerCards.wrappedKey(counter.ledgerFile(), job));
    assertThat(new CanarySearch(Map.of(), keys).inFolder(counter.station.path()))
        .as("the search finds keys that are there")
        .anyMatch(found -> found.contains(job));
  }

  /** Without it what is encrypted under it is noise, in the file as in any copy of it. */
  private void keysDestroyed(Counter counter) throws Exception {
    CanarySearch search = new CanarySearch(Map.of(), keys);
    counter.until(
        "that the keys of jobs that have closed leave the disk",
        () -> search.inFolder(counter.station.path()).isEmpty());
  }

  /** Issues a card, and while it is written looks whether the search finds what is there. */
  private void finished(Counter counter, StationProcess station) throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    var ignored =
        counter.insert(
            0,
            (number, command) -> {
              if (number == WRITING) {
                written.countDown();
                await(seen);
              }
              return true;
            });
    submit(counter, "finished");
    await(written);
    assertThat(HeapDump.search(station, search("finished"), folder))
        .as("the search finds what is there")
        .contains("finished's familyname utf-8")
        .anyMatch(found -> found.startsWith("finished's portrait"));
    seen.countDown();
    counter.serveUntilEnded(List.of("finished"), 0);
    assertThat(counter.job("finished").state()).isEqualTo(JobState.ACTIVATED);
  }

  /** The chip's memory fails twice. */
  private void spoiled(Counter counter) throws Exception {
    counter.until("an empty reader", () -> emptied(counter));
    var ignored =
        counter.insert(
            0,
            new WatchedCard.Watcher() {
              @Override
              public boolean lets(int number, byte[] command) {
                return true;
              }

              @Override
              public byte[] hears(int number, byte[] command, byte[] response) {
                return (command[1] & 0xFF) == STORE_DATA ? MEMORY_FAILURE : response;
              }
            });
    submit(counter, "spoiled");
    counter.until(
        "the end of a card that fails", () -> counter.job("spoiled").state() == JobState.SPOILED);
  }

  private void voided(Counter counter) throws Exception {
    counter.until("an empty reader", () -> emptied(counter));
    submit(counter, "voided");
    assertThat(counter.api().cancel("voided").state()).isEqualTo(JobState.VOID);
  }

  /** The process dies while the card is written. */
  private void cut(Counter counter, StationProcess station) throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch dead = new CountDownLatch(1);
    var ignored =
        counter.insert(
            0,
            (number, command) -> {
              if (number == WRITING) {
                written.countDown();
                await(dead);
              }
              return true;
            });
    submit(counter, "cut");
    await(written);
    station.kill();
    nothingOnDisk(counter);
    dead.countDown();
  }

  private static boolean emptied(Counter counter) throws Exception {
    String detail = counter.encoder(0).detail();
    if (detail.contains("take it out") || detail.startsWith("take the card out")) {
      counter.takeOut(0);
    }
    return counter.cardIn(0).isEmpty()
        && (detail.equals("insert a blank card") || detail.isEmpty());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("it never came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CanarySearch search(String job) {
    return planted.get(job).search();
  }

  private void nothingInHeap(StationProcess station, String when) throws Exception {
    List<String> found = new ArrayList<>();
    for (Canaries canaries : planted.values()) {
      found.addAll(HeapDump.search(station, canaries.search(), folder));
    }
    assertThat(found).as("in the heap " + when).isEmpty();
  }

  /** The station's folder with ledger, log and all; output and temporary files of its processes. */
  private void nothingOnDisk(Counter counter) throws IOException {
    for (Canaries canaries : planted.values()) {
      List<String> found = new ArrayList<>(canaries.search().inFolder(counter.station.path()));
      found.addAll(canaries.search().inFolder(temporary));
      try (Stream<Path> logs = Files.list(folder)) {
        for (Path log : logs.filter(f -> f.toString().endsWith(".log")).toList()) {
          canaries.search().in(log).forEach(name -> found.add(log + ": " + name));
        }
      }
      assertThat(found).as("on the disk").isEmpty();
    }
  }

  /** What the API says of jobs, events and figures. */
  private void nothingTold(Counter counter) throws Exception {
    StringBuilder told = new StringBuilder();
    for (String job : planted.keySet()) {
      told.append(counter.job(job));
    }
    try (EventStream events = counter.api().events(OptionalLong.of(0))) {
      String event;
      do {
        event = String.valueOf(events.next());
        told.append(event);
      } while (!event.contains("open"));
    }
    told.append(metrics(counter));
    assertThat(told.toString()).contains("countersign_").contains("ACTIVATED").contains("VOID");
    planted.values().forEach(p -> assertThat(p.search().in(told.toString())).isEmpty());
  }

  private static String metrics(Counter counter) throws Exception {
    String token = Files.readString(counter.station.path().resolve("secrets/http.token")).strip();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(counter.address().resolve("/metrics"))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }
}
