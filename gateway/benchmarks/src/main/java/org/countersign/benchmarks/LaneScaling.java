package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.countersign.personalization.JobState;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;

/**
 * What many encoders at one station are worth: residence permits an hour of 16 virtual encoders
 * over those of one, each at 20 ms a command, through the whole service as it is installed.
 *
 * <p>All jobs are submitted first and wait behind a station without blanks' worth of time: measured
 * is from the first card that is opened to the last that is proven, by the ledger's own times. The
 * chips are computed in the same process, so on a small machine they take part of what the lanes
 * could have.
 *
 * <p>Run as {@code java org.countersign.benchmarks.LaneScaling IMAGE [CARDS_A_LANE]}.
 */
public final class LaneScaling {

  private static final int LANES = 16;
  private static final int CARDS = 12;
  private static final int WARM_UP = 3;
  private static final int PORTRAIT = 15 * 1024;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path image;
  private final Path work;
  private final byte[] application;
  private final int cards;

  private LaneScaling(Path image, Path work, byte[] application, int cards) {
    this.image = image;
    this.work = work;
    this.application = application;
    this.cards = cards;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path image = Path.of(arguments[0]);
    int cards = arguments.length > 1 ? Integer.parseInt(arguments[1]) : CARDS;
    Path work = Files.createTempDirectory("countersign-lanes");
    try {
      byte[] application =
          PermitApplication.withPortraitOf(image.resolve("examples/applications.jsonl"), PORTRAIT);
      new LaneScaling(image, work, application, cards).run();
    } finally {
      try (Stream<Path> files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws Exception {
    double one = cardsAnHour(1);
    double many = cardsAnHour(LANES);
    BenchReport report = new BenchReport("lanes", "ENCODERS", "CARDS AN HOUR", "SECONDS A CARD");
    report.row(1, String.format("%.0f", one), 3600 / one);
    report.row(LANES, String.format("%.0f", many), LANES * 3600 / many);
    report
        .figure("ratio", many / one)
        .figure("limit", 15)
        .figure("lanes", LANES)
        .figure("cardsAnHour", many)
        .print(System.out);
  }

  private double cardsAnHour(int lanes) throws Exception {
    System.err.printf("%d encoder(s), %d cards each%n", lanes, cards);
    String device = "hopper = %d\nlow = 1\nlatency-apdu = \"20ms\"".formatted(cards + WARM_UP);
    try (StationProcess station =
        StationProcess.virtual(image, work.resolve("lanes-" + lanes), lanes, device)) {
      issue(station.client(), "warm", lanes * WARM_UP);
      double seconds = issue(station.client(), "card", lanes * cards);
      return lanes * cards * 3600 / seconds;
    }
  }

  /** Seconds from the first submission to the last proof. */
  private double issue(StationClient client, String name, int count) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      client.submit(name + "-" + i, application);
    }
    int[] proven = {0};
    Await.until(
        name + ": all cards are proven",
        LIMIT,
        () -> {
          while (proven[0] < count && isProven(client, name + "-" + proven[0])) {
            proven[0]++;
          }
          return proven[0] == count;
        });
    return (System.nanoTime() - start) / 1e9;
  }

  private static boolean isProven(StationClient client, String id)
      throws IOException, InterruptedException {
    JobStatus job;
    try {
      job = client.job(id).orElseThrow();
    } catch (StationException e) {
      throw new IOException("the station did not answer: " + e.getMessage(), e);
    }
    if (job.state().isTerminal() || job.state() == JobState.IN_DOUBT) {
      throw new IOException(id + " did not become a good card: " + job);
    }
    return job.work().isPresent();
  }
}
