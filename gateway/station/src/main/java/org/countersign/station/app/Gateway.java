package org.countersign.station.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.countersign.driver.link.Links;
import org.countersign.host.process.ProcessDriver;
import org.countersign.http.Endpoint;
import org.countersign.http.HttpConfig;
import org.countersign.http.HttpServer;
import org.countersign.link.GatewayLinks;
import org.countersign.personalization.issue.CardIssuance;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.box.BoxWatch;
import org.countersign.station.box.RunMarker;
import org.countersign.station.box.SystemState;
import org.countersign.station.clock.Synchronisation;
import org.countersign.station.clock.Timedatectl;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.config.StationConfig.Fleet;
import org.countersign.station.custody.SamKeys;
import org.countersign.station.desk.Persons;
import org.countersign.station.desk.StationDesk;
import org.countersign.station.desk.StockMeters;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.PortWatch;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.fleet.FleetLink;
import org.countersign.station.fleet.Issuing;
import org.countersign.station.fleet.StationFacts;
import org.countersign.station.http.Api;
import org.countersign.station.http.ApiConfig;
import org.countersign.station.issuing.LedgerEvents;
import org.countersign.station.issuing.OneSignatureAJob;
import org.countersign.station.issuing.ProfileProducts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.Stock;
import org.countersign.station.lanes.LaneSettings;
import org.countersign.station.lanes.Lanes;
import org.countersign.station.lanes.TestCardList;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.Standing;
import org.countersign.station.ledger.StationKey;
import org.countersign.station.logging.LogFile;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.Operators;
import org.countersign.station.selftest.SelfTests;
import org.countersign.toml.ConfigProblem;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.signer.Signer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One station. {@link #start} builds everything from top to bottom in one method; {@link #close}
 * takes it down in reverse. There is no other place where parts meet, and no static state, so
 * several stations may run in one process.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Closers closers;
  private final StationConfig config;
  private final int port;
  private final Jobs jobs;
  private final Lanes lanes;
  private final EventFeed events;
  private final Ledger ledger;
  private final StationDesk desk;
  private final PrometheusMeterRegistry metrics;
  private final Stopping stopping;

  private Gateway(
      Closers closers,
      StationConfig config,
      int port,
      Jobs jobs,
      Lanes lanes,
      EventFeed events,
      Ledger ledger,
      StationDesk desk,
      PrometheusMeterRegistry metrics,
      Stopping stopping) {
    this.closers = closers;
    this.config = config;
    this.port = port;
    this.jobs = jobs;
    this.lanes = lanes;
    this.events = events;
    this.ledger = ledger;
    this.desk = desk;
    this.metrics = metrics;
    this.stopping = stopping;
  }

  /**
   * What is to be said of a configuration.
   *
   * @param problems every one; a station with any does not start
   * @param notes what should be known though it is no fault
   */
  public record Check(List<ConfigProblem> problems, List<String> notes) {
    public Check {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }

  /** Checks a configuration with the code that starts it; touches no device, ledger or network. */
  public static Check check(Path folder) {
    return check(folder, DriverCatalogue.ofInstallation(), Clock.systemUTC());
  }

  static Check check(Path folder, DriverCatalogue drivers, Clock clock) {
    return switch (Preparation.prepare(folder, drivers, clock)) {
      case Preparation.Prepared.Faulty faulty -> new Check(faulty.problems(), List.of());
      case Preparation.Prepared.Ready ready -> {
        try (Parts parts = ready.parts()) {
          yield new Check(List.of(), parts.notes());
        }
      }
    };
  }

  /**
   * Starts the station of a configuration's folder. Devices open on their own threads; when this
   * returns the API answers, whether or not they are there.
   *
   * @throws ConfigRefused with every problem; then nothing was begun
   * @throws IOException if a file cannot be made or the port is taken
   * @throws org.countersign.station.ledger.LedgerException if the ledger cannot be opened
   */
  public static Gateway start(Path folder) throws ConfigRefused, IOException {
    return start(folder, DriverCatalogue.ofInstallation(), Clock.systemUTC(), new Timedatectl());
  }

  /**
   * The same with drivers from elsewhere and something between them and their lines, such as faults
   * on purpose.
   *
   * @param lines gives each device what stands for its lines; a driver in a process of its own has
   *     its lines there, out of reach
   */
  public static Gateway start(Path folder, DriverCatalogue drivers, UnaryOperator<Links> lines)
      throws ConfigRefused, IOException {
    return start(folder, drivers, Clock.systemUTC(), new Timedatectl(), lines);
  }

  static Gateway start(Path folder, DriverCatalogue drivers, Clock clock)
      throws ConfigRefused, IOException {
    return start(folder, drivers, clock, Synchronisation.NONE);
  }

  static Gateway start(
      Path folder, DriverCatalogue drivers, Clock clock, Synchronisation synchronisation)
      throws ConfigRefused, IOException {
    return start(folder, drivers, clock, synchronisation, UnaryOperator.identity());
  }

  private static Gateway start(
      Path folder,
      DriverCatalogue drivers,
      Clock clock,
      Synchronisation synchronisation,
      UnaryOperator<Links> lines)
      throws ConfigRefused, IOException {
    return switch (Preparation.prepare(folder, drivers, clock)) {
      case Preparation.Prepared.Faulty faulty -> throw new ConfigRefused(faulty.problems());
      case Preparation.Prepared.Ready ready -> {
        Closers closers = new Closers();
        try {
          yield build(closers.add("keys", ready.parts()), clock, synchronisation, lines, closers);
        } catch (IOException | RuntimeException e) {
          closers.close();
          throw e;
        }
      }
    };
  }

  /** The whole station, top to bottom. */
  private static Gateway build(
      Parts parts,
      Clock clock,
      Synchronisation synchronisation,
      UnaryOperator<Links> lines,
      Closers closers)
      throws IOException {
    StationConfig config = parts.config();
    long started = System.nanoTime();
    parts.notes().forEach(Gateway::say);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closers.add("metrics", metrics::close);
    config
        .unattended()
        .log()
        .ifPresent(
            log -> closers.add("log file", LogFile.start(log.file(), log.size(), log.keep())));

    SecretFile.createToken(config.http().tokenFile());
    StationKey key = StationKey.readOrCreate(config.ledger().keyFile(), config.ledger().file());
    Timekeeping timekeeping =
        Timekeeping.of(clock, System::nanoTime, config.unattended().longestOff());
    Ledger ledger =
        closers.add(
            "ledger",
            Ledger.open(
                new Ledger.Settings(config.ledger().file(), key, config.ledger().freeSpace()),
                timekeeping,
                metrics));
    RunMarker marker =
        closers.add(
            "mark of the run", RunMarker.begin(config.ledger().file().resolveSibling("run")));
    Stopping stopping =
        new Stopping(
            marker,
            new SystemState(),
            config.ledger().file().toAbsolutePath().resolveSibling(""),
            clock);
    Persons persons =
        new Persons(
            new Operators(
                new OperatorFile(config.stock().operators()), ledger.wrongPins(), System::nanoTime),
            () -> StationAlarms.met(ledger, Alarm.of(AlarmCode.SECOND_PERSON, "")));
    StationClock time =
        closers.add(
            "clock",
            StationClock.start(timekeeping, ledger.time(), synchronisation, persons, metrics));
    StationGrants grants = StationGrants.begin(parts, ledger, metrics, clock);
    closers.add("audit", AuditParts.start(config, ledger, clock, metrics));
    ledger.hold().ifPresent(why -> LOG.error("no card is issued: {}", why));
    int inDoubt = ledger.doubtUnfinished();
    if (inDoubt > 0) {
      LOG.warn("{} card(s) were being written when the gateway stopped; read them", inDoubt);
    }

    // Before any lane could begin a card without knowing whether it will be signed.
    parts.signers().forEach(Signer::watch);
    parts.keys().sam().ifPresent(sam -> startSam(sam, metrics));
    OneSignatureAJob signer = new OneSignatureAJob(parts.signer());
    CardIssuance issuance =
        new CardIssuance(
            parts.keys().source(),
            signer,
            parts.verifier(),
            config.limits().devices().exchange(),
            System::nanoTime);
    PlanCompiler compiler = new PlanCompiler(signer);
    ProfileProducts products =
        new ProfileProducts(parts.profiles(), compiler, issuance, signer, clock);
    WaitingJobs waiting = new WaitingJobs(System::nanoTime);
    Gauge.builder("countersign.jobs.waiting", waiting, WaitingJobs::size)
        .description("Jobs in line for a card")
        .register(metrics);
    Jobs jobs = new StationJobs(ledger, products, waiting, config.limits().waitingJobs());
    EventFeed events = new LedgerEvents(ledger);
    GatewayLinks links = closers.add("links", new GatewayLinks());
    List<LaneSettings> devices =
        laneSettings(parts, grants, id -> lines.apply(links.forDevice(id)));
    devices.forEach(device -> processMeters(device, metrics));
    Lanes lanes =
        closers.add(
            "devices",
            Lanes.start(
                devices,
                ledger,
                waiting,
                products,
                testCards(parts, compiler, ledger, clock),
                metrics,
                System::nanoTime));
    PortWatch watch =
        closers.add("discovery", new PortWatch(SerialPorts.ofMachine(), lanes.paths(), lanes));
    watch.start();
    ledger.stock().requireBatch(config.stock().requireBatch());
    StationDesk desk = desk(parts, ledger, lanes, persons, clock);
    StockMeters.register(desk::account, parts.profiles().keySet(), metrics, System::nanoTime);
    StationHealth health =
        closers.add(
            "health",
            new StationHealth(
                ledger,
                lanes,
                parts.signers(),
                () -> parts.keys().sam().flatMap(sam -> sam.outage(Set.of())),
                CustodyNotes.cautions(config)));

    SelfTestParts tests = SelfTestParts.of(parts, ledger, grants, desk, lanes, metrics, clock);
    HttpServer http =
        closers.add(
            "API",
            Api.server(
                apiConfig(config),
                jobs,
                lanes,
                () -> stock(ledger, lanes, desk),
                desk,
                events,
                metrics,
                health,
                tests.selfTests(),
                AuditParts.heads(ledger),
                grants,
                time,
                acceptance(config, ledger, persons, tests.selfTests(), clock)));
    int port = http.start();
    if (config.fleet().isPresent()) {
      Fleet fleet = config.fleet().get();
      BoxWatch box = closers.add("box", BoxWatch.ofMachine());
      Vitals vitals =
          Vitals.of(
              ledger::sinceRound,
              lanes::onTick,
              lanes::standstill,
              http::sinceTurn,
              System::nanoTime);
      StationFacts facts =
          new StationFacts(
              new StationFacts.Work(
                  lanes,
                  () -> stock(ledger, lanes, desk),
                  events,
                  ledger::find,
                  ledger::commitSeconds),
              FleetFacts.of(
                  parts,
                  fleet,
                  ledger,
                  grants,
                  tests,
                  () -> new Issuing(health.hold(), waiting.size()),
                  box,
                  marker),
              vitals,
              version(),
              clock);
      box.start(facts::changed);
      FleetLink link = FleetParts.start(config, fleet, facts, ledger, clock, closers);
      tests.reportsOver(link);
      stopping.toldOver(link::plan, vitals);
    }
    closers.add("self-test", tests.schedule()).start();
    closers.add("alarms", alarms(parts, ledger, tests.selfTests())).start();
    Supervision.start(System.getenv(), lanes, ledger, http, health, closers);
    CoreDumps.warning().ifPresent(LOG::warn);
    LOG.info(
        "station {} of district {} is ready after {} ms: API on 127.0.0.1:{}, {} device(s),"
            + " profiles {}, {} job(s) waiting",
        config.station().id(),
        config.station().district(),
        (System.nanoTime() - started) / 1_000_000,
        port,
        config.devices().size(),
        parts.profiles().keySet(),
        waiting.size());
    return new Gateway(closers, config, port, jobs, lanes, events, ledger, desk, metrics, stopping);
  }

  private static StationAcceptance acceptance(
      StationConfig config, Ledger ledger, Persons persons, SelfTests tests, Clock clock) {
    return new StationAcceptance(
        ledger,
        persons,
        tests,
        clock,
        Map.of(
            "station", config.station().id(),
            "district", config.station().district(),
            "version", version()),
        config.devices().stream().map(DeviceConfig::id).collect(Collectors.toSet()),
        config.ledger().file().toAbsolutePath().resolveSibling("acceptances"));
  }

  private static StationAlarms alarms(Parts parts, Ledger ledger, SelfTests tests) {
    AlarmSources sources =
        new AlarmSources(
            ledger,
            parts.signers(),
            () -> parts.keys().sam().flatMap(sam -> sam.outage(Set.of())),
            parts.drivers().refusals(),
            tests::latest);
    return new StationAlarms(ledger, sources::now);
  }

  /** Who the station of a configuration is, to be compared with its ledger. */
  public static Standing.Terms standing(StationConfig config) {
    return StationGrants.standing(config);
  }

  private static TestCardList testCards(
      Parts parts, PlanCompiler compiler, Ledger ledger, Clock clock) {
    Duration exchange = parts.config().limits().devices().exchange();
    return parts
        .testCards()
        .map(cards -> TestCardList.of(cards.run(compiler, exchange, clock), ledger.testCards()))
        .orElseGet(TestCardList::none);
  }

  private static void startSam(SamKeys sam, PrometheusMeterRegistry metrics) {
    Gauge.builder(
            "countersign.sam.cards.left",
            sam,
            s -> s.state().left().map(Long::doubleValue).orElse(Double.NaN))
        .description("Cards that the SAM will still derive keys for; NaN while it does not answer")
        .register(metrics);
    sam.start();
  }

  private static void say(String note) {
    if (note.startsWith("WARNING")) {
      LOG.warn(note);
    } else {
      LOG.info(note);
    }
  }

  private static List<LaneSettings> laneSettings(
      Parts parts, StationGrants grants, Function<String, Links> links) {
    StationConfig config = parts.config();
    Lines lines = new Lines(config.devices(), parts.drivers());
    return config.devices().stream()
        .map((DeviceConfig device) ->
            new LaneSettings(
                device.id(),
                device.driver(),
                parts.drivers().provider(device.driver(), device.isolation()).orElseThrow(),
                parts
                    .drivers()
                    .restart(device.driver(), device.isolation())
                    // They meet in the driver as it was loaded once; one that loaded it anew would
                    // find the line taken.
                    .filter(restart -> lines.other(device).isEmpty()),
                identification(parts, lines.of(device), device),
                parts.drivers().caution(device.driver()),
                links.apply(device.id()),
                device.settings(),
                device.profiles(),
                grants,
                config.limits().devices()))
        .toList();
  }

  private static DeviceIdentification identification(
      Parts parts, Optional<String> address, DeviceConfig device) {
    Path beside = parts.config().ledger().file().toAbsolutePath().resolveSibling("identities");
    return new DeviceIdentification(
        device.id(), address, SerialPorts.ofMachine(), new IdentityStore(beside));
  }

  private static void processMeters(LaneSettings device, PrometheusMeterRegistry metrics) {
    if (device.driver() instanceof ProcessDriver driver) {
      FunctionCounter.builder(
              "countersign.device.process.crashes", driver, d -> d.crashes(device.deviceId()))
          .description("Times that the process of the device's driver ended by itself")
          .tag("device", device.deviceId())
          .register(metrics);
    }
  }

  private static ApiConfig apiConfig(StationConfig config) throws IOException {
    return new ApiConfig(
        HttpConfig.of(new Endpoint.Loopback(config.http().port()))
            .withMaxBodyBytes(config.http().maxBody()),
        Secret.of(SecretFile.token(config.http().tokenFile())),
        version());
  }

  /** Version of the gateway and commit of its build, as {@link BuildFacts#version}. */
  public static String version() {
    return BuildFacts.version();
  }

  private static StationDesk desk(
      Parts parts, Ledger ledger, Lanes lanes, Persons persons, Clock clock) {
    StationConfig config = parts.config();
    return new StationDesk(
        new StationDesk.Settings(
            config.station().id(),
            config.station().district(),
            version(),
            parts.profiles().keySet(),
            config.stock().low(),
            ZoneId.systemDefault()),
        ledger,
        lanes,
        persons,
        clock);
  }

  private static Stock stock(Ledger ledger, Lanes lanes, StationDesk desk) {
    Ledger.Counts counts = ledger.counts();
    return new Stock(
        lanes.blanks(),
        counts.inProcess(),
        counts.inDoubt(),
        counts.issued(),
        counts.spoiled(),
        counts.quarantined(),
        desk.account());
  }

  /** Port of the API on 127.0.0.1 and ::1. */
  public int port() {
    return port;
  }

  /** What the station was started with. */
  public StationConfig config() {
    return config;
  }

  /** Its jobs. */
  public Jobs jobs() {
    return jobs;
  }

  /** Its devices. */
  public Devices devices() {
    return lanes;
  }

  /** Its events. */
  public EventFeed events() {
    return events;
  }

  /** Cards by state; may wait for the ledger. */
  public Stock stock() {
    return stock(ledger, lanes, desk);
  }

  /** Its metrics. */
  public PrometheusMeterRegistry metrics() {
    return metrics;
  }

  /**
   * Finishes or parks the cards in hand and stops, within ten seconds. A second call does nothing.
   */
  @Override
  public void close() {
    LOG.info("station {} is stopping", config.station().id());
    try {
      stopping.begin();
    } finally {
      closers.close();
    }
  }
}
