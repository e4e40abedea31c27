package org.countersign.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.commands.CardTable;
import org.countersign.station.commands.IssueRun;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.suite.SignatureSuite;
import org.jspecify.annotations.Nullable;

/** One run of the demo: builds the house, issues, inspects, tells. One thread. */
final class DemoRun {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration CARD_AT_THE_EXIT = Duration.ofSeconds(30);
  private static final int ROWS_SHOWN = 30;

  /**
   * What was asked for.
   *
   * @param out where the results go; none keeps nothing
   * @param pcsc whether encoders are readers of a real pcscd
   */
  record Options(
      int cards,
      int encoders,
      Product product,
      SignatureSuite suite,
      @Nullable Path out,
      boolean pcsc) {}

  private final Options options;
  private final Terminal terminal;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, InspectionDesk.Finding> findings = new LinkedHashMap<>();
  private final Deque<Footprint> footprints = new ArrayDeque<>();

  DemoRun(Options options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /** Whether every card was issued and verified. */
  boolean run() throws Exception {
    terminal.line(
        "Starting a broker, a specimen authority and a station with %d %s %s"
            .formatted(
                options.encoders(),
                options.pcsc() ? "PC/SC" : "virtual",
                options.encoders() == 1 ? "encoder" : "encoders"));
    try (OrderlyStop stop = OrderlyStop.ofThisThread()) {
      return run(Files.createTempDirectory("countersign-demo"));
    }
  }

  private boolean run(Path work) throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Files.createDirectories(work.resolve("broker")))) {
      StationFolder station =
          StationFolder.create(
              work.resolve("station"), options.suite(), 0, Optional.of(broker.uri()), clock);
      try (Bench bench = bench(station);
          Gateway gateway = Gateway.start(station.path());
          StationClient client = client(gateway)) {
        return issue(station, work, client, broker);
      }
    } finally {
      delete(work);
    }
  }

  private Bench bench(StationFolder station) throws IOException {
    return options.pcsc()
        ? Bench.pcsc(station, options.product(), options.encoders(), options.cards())
        : Bench.virtual(station, options.product(), options.encoders(), options.cards());
  }

  private static StationClient client(Gateway gateway) throws IOException {
    byte[] token = SecretFile.token(gateway.config().http().tokenFile());
    return new StationClient(URI.create("http://127.0.0.1:" + gateway.port()), Secret.of(token));
  }

  private boolean issue(
      StationFolder station, Path work, StationClient client, EmbeddedBroker broker)
      throws Exception {
    Applicants applicants =
        Applicants.write(
            Examples.file(options.product()),
            work.resolve("applications.jsonl"),
            options.cards(),
            options.suite().suiteName());
    InspectionDesk desk = new InspectionDesk(options.product(), station, clock);
    long start = System.nanoTime();
    IssueRun.Result result =
        new IssueRun(client, terminal, PATIENCE, job -> inspect(job, applicants, desk))
            .run(applicants.file());
    double seconds = (System.nanoTime() - start) / 1e9;
    return tell(result, seconds, station, broker);
  }

  /** The jobs of one device end in the order in which its cards come out. */
  private void inspect(JobStatus job, Applicants applicants, InspectionDesk desk) {
    if (job.work().isEmpty() || job.device().isEmpty() || job.serial().isEmpty()) {
      return;
    }
    try {
      Optional<VirtualCard> card = CardTray.named(job.device().get()).take(CARD_AT_THE_EXIT);
      String serial = job.serial().get();
      InspectionDesk.Finding finding =
          card.map(c -> desk.inspect(c, serial, applicants.data(job.id())))
              .orElse(
                  new InspectionDesk.Finding(
                      "no card came out of " + job.device().get(), Map.of()));
      if (options.out() != null) {
        finding.write(options.out().resolve("cards").resolve(serial));
      }
      findings.put(job.id(), finding.withoutFiles());
      Footprint.sample(findings.size(), options.cards()).ifPresent(footprints::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean tell(
      IssueRun.Result result, double seconds, StationFolder station, EmbeddedBroker broker)
      throws IOException {
    List<JobStatus> jobs = result.jobs();
    terminal.line("");
    CardTable.print(jobs.subList(0, Math.min(ROWS_SHOWN, jobs.size())), terminal);
    if (jobs.size() > ROWS_SHOWN) {
      terminal.line("... and " + (jobs.size() - ROWS_SHOWN) + " more");
    }
    long good = findings.values().stream().filter(InspectionDesk.Finding::good).count();
    boolean allGood = result.isGood() && good == options.cards();
    terminal.line("");
    terminal.line(
        terminal.styled(
            allGood ? Style.GOOD : Style.BAD,
            "%d of %d cards issued, %d read back by the inspection desk and verified, in %.1f s"
                .formatted(issued(jobs), options.cards(), good, seconds)));
    findings.forEach((job, finding) -> {
      if (!finding.good()) {
        terminal.line("  " + job + ": " + finding.verdict());
      }
    });
    result.refused().forEach(line -> terminal.line("  refused: " + line));
    terminal.line("Reported over MQTT (Sparkplug B): " + broker.summary());
    footprints.forEach(f -> terminal.line(f.toString()));
    terminal.line("");
    if (options.out() != null) {
      DemoReport.write(options, jobs, findings, footprints, seconds, station);
      terminal.line(
          "In "
              + options.out()
              + ": report.json, trust/ (certificates), cards/<serial>/ (files as"
              + " read from the chips)");
    } else {
      terminal.line(
          "Nothing was kept; --out DIR keeps the report, the certificates and the files read from"
              + " the chips.");
    }
    terminal.line("A station to stay: countersign init DIR, then countersign run --config DIR.");
    return allGood;
  }

  private static long issued(List<JobStatus> jobs) {
    return jobs.stream().filter(j -> j.work().isPresent()).count();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
