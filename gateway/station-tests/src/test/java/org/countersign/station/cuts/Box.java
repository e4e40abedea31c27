package org.countersign.station.cuts;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.countersign.driver.link.Links;
import org.countersign.personalization.Application;
import org.countersign.personalization.issue.CardIssuance;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.config.SerialRange;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.OneSignatureAJob;
import org.countersign.station.issuing.ProfileProducts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.lanes.LaneBench;
import org.countersign.station.lanes.LaneSettings;
import org.countersign.station.ledger.GrantRefused;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerBench;
import org.countersign.station.ledger.StationKey;
import org.countersign.station.stock.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * The station from one switching on to the loss of its power: the same parts in the same order as
 * in the service, with no file, no socket and no thread of the platform's. What outlives the power
 * is outside: disk, encoders, chips, the signing service, the centre.
 */
final class Box {

  /** What outlives the box. */
  record Outside(
      VirtualTime time,
      Power power,
      Disk disk,
      AnchorDisk anchors,
      List<Encoder> encoders,
      Signatures signatures,
      Centre centre,
      Map<String, Application> applications,
      Set<String> promised,
      Set<String> withdrawn,
      Consumer<String> violated,
      Consumer<Centre.Report> beforeReport) {}

  static final SerialRange SERIALS = new SerialRange("CT", 1, 9_999_999);

  private static final Duration EXCHANGE = Duration.ofSeconds(5);
  private static final int BLANKS = 500;
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final DeviceLimits LIMITS =
      new DeviceLimits(
          Duration.ofSeconds(10),
          EXCHANGE,
          Duration.ofSeconds(20),
          Duration.ofSeconds(2),
          Duration.ofMillis(250),
          Duration.ofSeconds(30),
          5,
          Duration.ofSeconds(5));

  private final Outside outside;
  private final VirtualTime time;
  private final VirtualTime.Supply supply;
  private @Nullable Ledger opened;

  /** A folder for the station key and for a look at free space; nothing else is written. */
  private static final class Place {
    static final Path FOLDER = folder();
    static final StationKey KEY =
        StationKey.readOrCreate(FOLDER.resolve("station.key"), FOLDER.resolve("none.db"));

    private static Path folder() {
      try {
        Path made = Files.createTempDirectory("cuts");
        made.toFile().deleteOnExit();
        made.resolve("station.key").toFile().deleteOnExit();
        return made;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Box(Outside outside) {
    this.outside = outside;
    this.time = outside.time();
    this.supply = time.new Supply();
  }

  /** Switches it on. */
  void start() {
    outside.power().feeds(this::fail);
    supply.begin(
        "boot",
        () -> {
          try {
            boot();
          } catch (SQLException | GrantRefused e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void fail() {
    supply.fail();
    outside.disk().fail();
    outside.anchors().fail();
    outside.encoders().forEach(Encoder::losePower);
  }

  boolean hasFailed() {
    return supply.hasFailed();
  }

  /** What threads died of, which none must. */
  List<Throwable> deaths() {
    return supply.deaths();
  }

  /** What is wrong with the ledger's chain and what was derived from it. */
  Optional<String> chain() {
    return opened == null ? Optional.empty() : opened.verify();
  }

  private void boot() throws SQLException, GrantRefused {
    CompositeMeterRegistry meters = new CompositeMeterRegistry();
    Ledger ledger =
        LedgerBench.open(
            Place.FOLDER,
            Place.KEY,
            time.clock(),
            meters,
            outside.disk().connect(),
            outside.disk()::reading,
            new VirtualQueue<>(time),
            work -> supply.thread("ledger", work));
    opened = ledger;
    LedgerBench.begin(ledger, outside.anchors(), Products.HASHES, SERIALS);
    lookBack(ledger);
    receiveBlanks(ledger);
    int ignored = ledger.doubtUnfinished();
    OneSignatureAJob signer = new OneSignatureAJob(outside.signatures());
    CardIssuance issuance =
        new CardIssuance(
            Products.KEYS, signer, outside.signatures(), EXCHANGE, time::nanoTime, supply::begin);
    ProfileProducts products =
        new ProfileProducts(
            Products.PROFILES, new PlanCompiler(signer), issuance, signer, time.clock());
    WaitingJobs line = new WaitingJobs(time::nanoTime);
    StationJobs jobs = new StationJobs(ledger, products, line, 1_000, supply::begin);
    outside.encoders().forEach(encoder -> encoder.wanted(() -> line.size() > 0));
    LaneBench.start(
        outside.encoders().stream().map(encoder -> settings(encoder, ledger)).toList(),
        ledger,
        line,
        products,
        meters,
        new LaneBench.Threads(supply::thread, supply::begin, this::bell, time::nanoTime));
    supply.begin("audit", () -> anchor(ledger));
    supply.begin("link", () -> report(ledger));
    submit(jobs);
    cancel(jobs);
  }

  private static LaneSettings settings(Encoder encoder, Ledger ledger) {
    return new LaneSettings(
        encoder.id(),
        "cuts",
        encoder,
        Optional.empty(),
        new DeviceIdentification(
            encoder.id(),
            Optional.empty(),
            new SerialPorts(Place.FOLDER),
            new IdentityStore(Place.FOLDER.resolve("identities"))),
        "",
        Links.none(),
        Map.of(),
        Set.of(Products.profile(encoder.kind())),
        ledger.grants()::reserve,
        LIMITS);
  }

  private LaneBench.Waiting bell() {
    VirtualTime.Signal signal = new VirtualTime.Signal(time);
    return new LaneBench.Waiting() {
      @Override
      public void ring() {
        signal.tell();
      }

      @Override
      public void await(Duration limit) {
        signal.await(limit);
      }
    };
  }

  /** The carton that the blanks come from; after a cut the same one is booked in again. */
  private void receiveBlanks(Ledger ledger) {
    outside.encoders().stream()
        .map(encoder -> Products.profile(encoder.kind()))
        .distinct()
        .forEach(product ->
            ledger
                .stock()
                .receive(new Receipt("carton of " + product, product, BLANKS, "", "clerk")));
  }

  /** What was promised before the cut still stands. */
  private void lookBack(Ledger ledger) {
    ledger.failure().ifPresent(outside.violated());
    ledger
        .standing()
        .objection()
        .ifPresent(why -> outside.violated().accept("the box refuses its own ledger: " + why));
    for (String job : outside.promised()) {
      if (ledger.find(job).isEmpty()) {
        outside.violated().accept("job " + job + " was accepted and is lost");
      }
    }
  }

  /** The application software: submits what was not promised yet, and again after a cut. */
  private void submit(Jobs jobs) {
    for (Map.Entry<String, Application> one :
        new LinkedHashMap<>(outside.applications()).entrySet()) {
      if (!outside.promised().contains(one.getKey())) {
        switch (jobs.submit(one.getKey(), one.getValue())) {
          case Jobs.Submission.Accepted accepted -> outside.promised().add(one.getKey());
          case Jobs.Submission other ->
              outside.violated().accept("job " + one.getKey() + " was answered " + other);
        }
      }
    }
  }

  /** Now and then an application is withdrawn, and again if a cut came before the answer. */
  private void cancel(Jobs jobs) {
    for (String job : outside.withdrawn()) {
      outside.power().pass(Point.BEFORE_WITHDRAWAL, job);
      Jobs.Cancellation ignored = jobs.cancel(job);
    }
  }

  /** What the auditor does beside its heads. */
  private void anchor(Ledger ledger) {
    VirtualTime.Signal given = new VirtualTime.Signal(time);
    ledger.listen(event -> {
      if (event.facts().containsKey("serial")) {
        given.tell();
      }
    });
    while (true) {
      given.await(FOR_EVER);
      new VirtualTime.Signal(time).await(Duration.ofSeconds(1));
      ledger.standing().keep();
    }
  }

  /** The fleet link: sends what is in the outbox, at least once. */
  private void report(Ledger ledger) {
    VirtualTime.Signal news = new VirtualTime.Signal(time);
    ledger.listen(event -> news.tell());
    Set<String> sent = new HashSet<>();
    while (true) {
      for (List<@Nullable String> row :
          outside
              .disk()
              .rows(
                  "SELECT o.sequence, j.id, serial, chip FROM outbox o JOIN jobs j ON id = job")) {
        if (sent.add(String.valueOf(row.get(0)))) {
          send(new Centre.Report(String.valueOf(row.get(1)), row.get(2), row.get(3)));
        }
      }
      news.await(FOR_EVER);
    }
  }

  private void send(Centre.Report report) {
    outside.power().pass(Point.BEFORE_PUBLISH, report.job());
    outside.beforeReport().accept(report);
    outside.centre().receive(report).ifPresent(outside.violated());
    outside.power().pass(Point.AFTER_PUBLISH, report.job());
  }
}
