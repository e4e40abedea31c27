package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.personalization.JobState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service, as a process of its own, can open no file, socket or pipe any more for a while. */
@Timeout(150)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutOfHandlesIT {

  private static final int USUAL = 1_024;

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void it_loses_no_card_says_so_and_goes_on_when_there_are_handles_again() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        StationProcess station = StationProcess.start(counter, folder.resolve("station.log"))) {
      String usual = counter.submit(1);
      counter.serveUntilEnded(List.of(usual), 0);
      counter.until("an empty reader", () -> emptied(counter));
      String during = counter.submit(2);

      limit(station, firstFree(station));
      WatchedCard card = counter.insert(0);
      counter.until(
          "words about it",
          () -> {
            HttpClient ignored = newcomer(counter.address());
            return station
                .said()
                .contains("The API cannot take another connection: Too many open files");
          });
      limit(station, USUAL);

      counter.serveUntilEnded(List.of(during), 0);
      assertThat(counter.job(during).state()).isEqualTo(JobState.ACTIVATED);
      String after = counter.submit(3);
      counter.serveUntilEnded(List.of(after), 0);
      assertThat(counter.job(after).state()).isEqualTo(JobState.ACTIVATED);
      counter.until("an answer to a new caller", () -> answers(counter.address()));
      Truth truth = Truth.holds(counter);
      assertThat(truth.stateOf(card)).isEqualTo("ISSUED");
    }
  }

  private static boolean emptied(Counter counter) throws Exception {
    if (counter.encoder(0).detail().contains("take it out")) {
      counter.takeOut(0);
    }
    return counter.cardIn(0).isEmpty() && counter.encoder(0).detail().isEmpty();
  }

  /** Below this number every handle is taken, so that the next one is refused. */
  private static int firstFree(StationProcess station) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + station.pid() + "/fd"))) {
      Set<Integer> taken =
          open.map(fd -> Integer.parseInt(fd.getFileName().toString())).collect(Collectors.toSet());
      int free = 0;
      while (taken.contains(free)) {
        free++;
      }
      return free;
    }
  }

  private static void limit(StationProcess station, int handles) throws Exception {
    Path prlimit = RealPart.require("prlimit", "util-linux");
    Process process =
        new ProcessBuilder(
                prlimit.toString(), "--pid=" + station.pid(), "--nofile=" + handles + ":")
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Somebody who is not connected yet; whether he gets an answer does not matter. */
  private static HttpClient newcomer(URI station) {
    HttpClient client = HttpClient.newHttpClient();
    var ignored =
        client.sendAsync(
            HttpRequest.newBuilder(station.resolve("/healthz"))
                .timeout(Duration.ofMillis(500))
                .build(),
            BodyHandlers.discarding());
    return client;
  }

  private static boolean answers(URI station) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(station.resolve("/healthz"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
