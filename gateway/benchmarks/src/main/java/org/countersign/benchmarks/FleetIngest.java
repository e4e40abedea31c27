package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.countersign.centre.app.Centre;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.state.Presence;
import org.countersign.protocol.sparkplug.host.RefusalReason;
import org.countersign.testbed.PrivateMosquitto;

/**
 * Messages a second that a whole centre takes from a real broker into its state and its history,
 * over what a bare subscriber receives: the same client with the same subscriptions, by turns.
 *
 * <p>A process of its own publishes the reports of many stations as fast as they are taken; it is
 * never more than some thousand messages ahead, so that neither receiver has to drop any, and each
 * turn ends only when everything that was sent has arrived.
 */
public final class FleetIngest {

  private static final int STATIONS = 400;
  private static final int DISTRICTS = 8;
  private static final int USUAL_SECONDS = 60;
  private static final int ROUNDS = 5;

  private final Path folder;
  private final PrivateMosquitto broker;
  private final IngestLoad load;
  private final Duration measured;
  private final CpuPerMessage bareCpu = new CpuPerMessage();
  private final CpuPerMessage centreCpu = new CpuPerMessage();
  private long historyBytes;
  private long historyMessages;

  private FleetIngest(Path folder, PrivateMosquitto broker, IngestLoad load, Duration measured) {
    this.folder = folder;
    this.broker = broker;
    this.load = load;
    this.measured = measured;
  }

  /**
   * Runs five turns of each.
   *
   * @param arguments seconds that are measured in all, 60 if there are none
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length == 0 ? USUAL_SECONDS : Integer.parseInt(arguments[0]);
    try (TemporaryFolder temporary = new TemporaryFolder("fleet-ingest");
        PrivateMosquitto broker = PrivateMosquitto.start(temporary.path());
        IngestLoad load = IngestLoad.start(broker.port(), STATIONS, DISTRICTS)) {
      Duration each = Duration.ofMillis(Math.max(1_000, seconds * 1_000L / (2 * ROUNDS)));
      new FleetIngest(temporary.path(), broker, load, each).run();
    }
  }

  private void run() throws Exception {
    BenchReport report =
        new BenchReport("fleet-ingest", "ROUND", "BARE, msg/s", "CENTRE, msg/s", "RATIO");
    List<Double> bare = new ArrayList<>();
    List<Double> centre = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      bare.add(bare());
      centre.add(centre(folder.resolve("centre-" + round)));
      report.row(
          round, whole(bare.getLast()), whole(centre.getLast()), centre.getLast() / bare.getLast());
    }
    double bareMedian = Quartiles.of(bare, d -> d).median();
    double centreMedian = Quartiles.of(centre, d -> d).median();
    report.row("median", whole(bareMedian), whole(centreMedian), centreMedian / bareMedian);
    report
        .figure("ratio", centreMedian / bareMedian)
        .figure("ratioLimit", 0.7)
        .figure("barePerSecond", bareMedian)
        .figure("centrePerSecond", centreMedian)
        .figure("bareCpuMicros", bareCpu.micros())
        .figure("centreCpuMicros", centreCpu.micros())
        .figure("historyBytesPerMessage", (double) historyBytes / historyMessages)
        .print(System.out);
  }

  private static String whole(double figure) {
    return String.format(Locale.ROOT, "%.0f", figure);
  }

  private double bare() throws IOException, InterruptedException {
    try (BareSubscriber bare = new BareSubscriber(broker.uri())) {
      bareCpu.begin(bare.received());
      double rate = load.turn(bare::received, measured);
      bareCpu.end(bare.received());
      return rate;
    }
  }

  private double centre(Path data) throws IOException, InterruptedException {
    double rate;
    long digested;
    try (Centre centre = BenchCentre.start(data, broker.uri())) {
      Centre.Parts parts = centre.parts();
      centreCpu.begin(parts.fleet().digested());
      rate = load.turn(parts.fleet()::digested, measured);
      digested = parts.fleet().digested();
      centreCpu.end(digested);
      check(parts);
    }
    historyBytes += sizeOf(data.resolve("data/history"));
    historyMessages += digested;
    return rate;
  }

  /** A fast centre that lost something would be none. */
  private static void check(Centre.Parts parts) throws IOException {
    long online = parts.fleet().ask(FleetIngest::online).join();
    Map<RefusalReason, Long> refused = parts.fleet().ask(FleetIngest::refused).join();
    long dropped = parts.link().status().dropped() + parts.fleet().dropped();
    long lost = parts.historyLoop().lost();
    if (online != STATIONS || !refused.isEmpty() || dropped > 0 || lost > 0) {
      throw new IOException(
          ("not everything was digested: %d of %d stations online, messages refused %s, %d dropped,"
                  + " %d blocks of history lost")
              .formatted(online, STATIONS, refused, dropped, lost));
    }
  }

  private static long online(FleetView view) {
    return view.state().stations().stream()
        .filter(station -> station.presence() == Presence.ONLINE)
        .count();
  }

  private static Map<RefusalReason, Long> refused(FleetView view) {
    Map<RefusalReason, Long> refused = new EnumMap<>(RefusalReason.class);
    for (RefusalReason reason : RefusalReason.values()) {
      if (view.host().refusals(reason) > 0) {
        refused.put(reason, view.host().refusals(reason));
      }
    }
    return refused;
  }

  private static long sizeOf(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
