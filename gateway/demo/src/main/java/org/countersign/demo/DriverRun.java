package org.countersign.demo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.link.LineFault;
import org.countersign.personalization.JobState;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.commands.IssueRun;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.StationKey;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Residence permits issued by a whole station through one driver and its device in software. What
 * is spoiled is submitted anew. One thread.
 */
final class DriverRun {

  private static final String DEVICE = "encoder-1";
  private static final Product PRODUCT = Product.RESIDENCE_PERMIT;
  private static final SignatureSuite SUITE = SignatureSuite.ICAO_P256;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** A card that fails so often fails for a reason. */
  private static final int MOST_ROUNDS = 8;

  /**
   * What is run.
   *
   * @param oneIn of so many frames one is damaged, in that mode
   * @param seed of the damage
   * @param drivers folder with one folder a driver, as in an installation
   */
  record Options(
      DriverBench bench, DriverMode mode, int cards, int oneIn, long seed, Path drivers) {}

  /**
   * What came of it.
   *
   * @param frames on the line in both directions; 0 if nobody could count them
   * @param damage frames damaged, by what was done to them
   * @param reopened times that the device was opened anew
   * @param seconds from the first application to the end of the last job
   */
  record Tally(
      Options options,
      CardAudit.Account account,
      long frames,
      Map<LineFault, Integer> damage,
      int reopened,
      double seconds) {

    /** Whether every applicant has exactly one card, or is on record as not issued. */
    boolean balances() {
      return account.faults().isEmpty();
    }

    int damaged() {
      return damage.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final Options options;
  private final Terminal terminal;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, Map<String, String>> applicants = new HashMap<>();
  private final List<String> unfinished = new ArrayList<>();

  /** A run that tells of its progress where somebody is looking. */
  DriverRun(Options options, Terminal terminal) {
    this.options = options;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.terminal = terminal.isInteractive() ? terminal : Terminal.plain(nowhere, nowhere);
  }

  /**
   * Runs.
   *
   * @param work an empty folder
   */
  Tally run(Path work) throws Exception {
    StationFolder station =
        StationFolder.create(work.resolve("station"), SUITE, 0, Optional.empty(), clock);
    CardSpec blank =
        CardSpec.blank(CardKind.LDS)
            .withMasterKey(Bytes.hex(station.blankKey(PRODUCT)), PRODUCT.diversified());
    BlankPile blanks = new BlankPile(() -> VirtualCard.make(blank));
    DamagedLines lines =
        options.mode() == DriverMode.DAMAGED
            ? DamagedLines.oneIn(options.oneIn(), options.seed(), options.bench())
            : DamagedLines.none();
    double seconds;
    int reopened;
    StationConfig config;
    try (DriverBench.Setup bench = options.bench().start(work, blanks, options)) {
      station.addDevice(DEVICE, device(bench));
      // Blanks cost nothing here, so that a device need not rest long after several failed.
      station.addSection(
          """

          [limits]
          exchange = "%s"
          rest = "2s"
          """
              .formatted(options.bench().exchange()));
      DriverCatalogue drivers = DriverCatalogue.load(Optional.of(options.drivers()));
      try (Gateway gateway = Gateway.start(station.path(), drivers, lines::around)) {
        config = gateway.config();
        seconds = issue(gateway, bench, blanks, work);
        reopened = reopened(gateway);
      }
    }
    CardAudit.Account account = audit(config, blanks, station);
    account = withUnfinished(account);
    return new Tally(options, account, lines.frames(), lines.damage(), reopened, seconds);
  }

  private String device(DriverBench.Setup bench) {
    return bench.toml()
        + "profiles = [\"%s\"]\n".formatted(PRODUCT.profile())
        + (options.mode() == DriverMode.PROCESS ? "isolation = \"process\"\n" : "");
  }

  private double issue(Gateway gateway, DriverBench.Setup bench, BlankPile blanks, Path work)
      throws Exception {
    try (StationClient client = client(gateway);
        AutoCloseable clerk =
            bench.slot().<AutoCloseable>map(s -> Clerk.at(s, blanks, client)).orElse(() -> {})) {
      long start = System.nanoTime();
      Applicants first =
          Applicants.write(
              Examples.file(PRODUCT),
              work.resolve("applications.jsonl"),
              options.cards(),
              SUITE.suiteName());
      rounds(client, first, work);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void rounds(StationClient client, Applicants first, Path work) throws Exception {
    Applicants round = first;
    Set<String> spoiled = Set.of("");
    for (int number = 1; number <= MOST_ROUNDS && !spoiled.isEmpty(); number++) {
      if (number > 1) {
        round = round.again(work.resolve("applications-" + number + ".jsonl"), spoiled, number);
      }
      applicants.putAll(round.all());
      IssueRun.Result result =
          new IssueRun(client, terminal, PATIENCE, job -> {}).run(round.file());
      unfinished.addAll(result.refused());
      unfinished.addAll(result.waiting());
      spoiled =
          result.jobs().stream()
              .filter(job -> job.state() == JobState.SPOILED)
              .map(JobStatus::id)
              .collect(Collectors.toSet());
    }
  }

  private static StationClient client(Gateway gateway) throws IOException {
    byte[] token = SecretFile.token(gateway.config().http().tokenFile());
    return new StationClient(URI.create("http://127.0.0.1:" + gateway.port()), Secret.of(token));
  }

  private static int reopened(Gateway gateway) {
    Collection<Counter> counters = gateway.metrics().find("countersign.device.reopened").counters();
    return (int) counters.stream().mapToDouble(Counter::count).sum();
  }

  private CardAudit.Account audit(StationConfig config, BlankPile blanks, StationFolder station)
      throws Exception {
    try (Ledger ledger = ledger(config)) {
      InspectionDesk desk = new InspectionDesk(PRODUCT, station, clock);
      return new CardAudit(ledger, blanks, desk, applicants).account();
    }
  }

  /** The ledger of a station that has stopped. */
  static Ledger ledger(StationConfig config) {
    StationConfig.LedgerFiles place = config.ledger();
    return Ledger.open(
        new Ledger.Settings(place.file(), StationKey.read(place.keyFile()), place.freeSpace()),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private CardAudit.Account withUnfinished(CardAudit.Account account) {
    List<String> faults = new ArrayList<>(account.faults());
    unfinished.forEach(job -> faults.add("not finished: " + job));
    return account.with(faults);
  }

  /** Deletes what a run has left in its folder. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
