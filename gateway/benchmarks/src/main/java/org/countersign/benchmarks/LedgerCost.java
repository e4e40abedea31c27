package org.countersign.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.station.config.SerialRange;
import org.countersign.station.ledger.JobJournal;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.StationKey;

/**
 * What durability costs: states of jobs that the ledger makes durable, one by one and from 16 lanes
 * at once, against records of the same size that are appended to a bare file, each followed by
 * {@code force(false)}, on the same disk.
 *
 * <p>By turns: a round of the file, a round of the ledger. {@code ratio} is that of the commits a
 * second with one lane; with 16 lanes one commit holds what waits. The share of a card's time is
 * what the commits of one card take when a command takes 20 ms, though most of them are not waited
 * for.
 */
public final class LedgerCost {

  private static final int ROUND = 200;
  private static final int USUAL_ROUNDS = 10;
  private static final int WARM_ROUNDS = 5;
  private static final int LANES = 16;
  private static final int RECORD = 400;

  /** Durable writes of one card: acceptance, serial, three groups of states, proof. */
  private static final int COMMITS_A_CARD = 6;

  private static final double CARD_SECONDS = 33 * 0.020;

  private final Ledger ledger;
  private final FileChannel file;
  private final List<JobJournal> journals = new ArrayList<>();

  private LedgerCost(Ledger ledger, FileChannel file) {
    this.ledger = ledger;
    this.file = file;
  }

  /**
   * Runs for some seconds.
   *
   * @param arguments rounds of 200 commits each, at least 1
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? USUAL_ROUNDS : Integer.parseInt(arguments[0]);
    // Beside the build and not in /tmp, which is no disk on many machines.
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), ".ledger-cost");
    Path database = folder.resolve("ledger/station.db");
    StationKey key = StationKey.readOrCreate(folder.resolve("station.key"), database);
    try (Ledger ledger =
            Ledger.open(
                new Ledger.Settings(database, key, 1),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        FileChannel file =
            FileChannel.open(
                folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      new LedgerCost(ledger, file).run(rounds);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void run(int rounds) throws Exception {
    SerialRange serials = new SerialRange("LC", 1, 9_999_999);
    for (int lane = 0; lane < LANES; lane++) {
      journals.add(opened("job-" + lane, lane, serials));
    }
    Samples warm = new Samples();
    rounds(WARM_ROUNDS, warm, warm, warm);
    Samples raw = new Samples();
    Samples one = new Samples();
    Samples many = new Samples();
    rounds(rounds, raw, one, many);
    report(raw, one, many).print(System.out);
  }

  private JobJournal opened(String job, int lane, SerialRange serials) {
    Application application =
        new Application("residence-permit", Optional.empty(), Map.of(), Map.of());
    ledger.accept(job, application, "ICAO-P256");
    ledger.reserve(job, serials);
    JobJournal journal = ledger.journal(job, "encoder-" + lane);
    journal.enter(JobState.OPENED, Map.of("chip", String.format("%032X", lane + 1)));
    return journal;
  }

  private void rounds(int rounds, Samples raw, Samples one, Samples many) throws Exception {
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      for (int round = 0; round < rounds; round++) {
        raw.round(() -> time(ROUND, this::append));
        one.round(() -> time(ROUND, () -> enter(journals.getFirst())));
        many.round(() -> together(lanes));
      }
    }
  }

  private long[] together(ExecutorService lanes) throws Exception {
    List<Future<long[]>> running = new ArrayList<>();
    for (JobJournal journal : journals) {
      running.add(lanes.submit(() -> time(ROUND, () -> enter(journal))));
    }
    long[] all = new long[ROUND * LANES];
    for (int lane = 0; lane < LANES; lane++) {
      System.arraycopy(running.get(lane).get(), 0, all, lane * ROUND, ROUND);
    }
    return all;
  }

  /** A state may be entered again, as after a second authentication; nothing else changes. */
  private static void enter(JobJournal journal) {
    journal.enter(JobState.AUTHENTICATING, Map.of("attempt", "again"));
  }

  private void append() throws IOException {
    int ignored = file.write(ByteBuffer.wrap(new byte[RECORD]));
    file.force(false);
  }

  @FunctionalInterface
  private interface Piece {
    void run() throws Exception;
  }

  @FunctionalInterface
  private interface Round {
    long[] run() throws Exception;
  }

  private static long[] time(int count, Piece piece) throws Exception {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      piece.run();
      nanos[i] = System.nanoTime() - began;
    }
    return nanos;
  }

  /** Times of single writes, and of the rounds that they were made in. */
  private static final class Samples {

    private final List<Long> writes = new ArrayList<>();
    private long nanos;

    void round(Round round) throws Exception {
      long began = System.nanoTime();
      long[] times = round.run();
      nanos += System.nanoTime() - began;
      Arrays.stream(times).forEach(writes::add);
    }

    double perSecond() {
      return writes.size() * 1e9 / nanos;
    }

    double millis(double quantile) {
      long[] sorted = writes.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }
  }

  private static BenchReport report(Samples raw, Samples one, Samples many) {
    BenchReport report = new BenchReport("ledger", "WRITER", "DURABLE/S", "P50, ms", "P99, ms");
    row(report, "append, force(false)", raw);
    row(report, "ledger, one lane", one);
    row(report, "ledger, " + LANES + " lanes", many);
    return report
        .figure("ratio", one.perSecond() / raw.perSecond())
        .figure("limit", 0.7)
        .figure("lanesRatio", many.perSecond() / raw.perSecond())
        .figure("p99Ms", one.millis(0.99))
        .figure("shareOfCard", COMMITS_A_CARD * one.millis(0.5) / 1e3 / CARD_SECONDS);
  }

  private static void row(BenchReport report, String writer, Samples samples) {
    report.row(
        writer,
        String.format(Locale.ROOT, "%.0f", samples.perSecond()),
        String.format(Locale.ROOT, "%.3f", samples.millis(0.5)),
        String.format(Locale.ROOT, "%.3f", samples.millis(0.99)));
  }
}
