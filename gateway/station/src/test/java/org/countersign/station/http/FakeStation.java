package org.countersign.station.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.countersign.driver.StorageUnit;
import org.countersign.http.Endpoint;
import org.countersign.http.HttpConfig;
import org.countersign.http.HttpServer;
import org.countersign.http.RawConnection;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.jobs.Stock;
import org.countersign.station.ledger.GrantRefused;
import org.countersign.station.ledger.Grants;
import org.countersign.station.ledger.StationAcceptances.Recorded;
import org.countersign.station.ledger.StationAcceptances.Result;
import org.countersign.station.selftest.DayCapacity;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.Item;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.SelfTests;
import org.countersign.station.stock.Person;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.SignedGrant;

/** A station in memory, with an HTTP server before it. */
public final class FakeStation implements Jobs, Devices, EventFeed, AutoCloseable {

  public static final String TOKEN = RawConnection.TOKEN;
  public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final Map<String, JobRecord> jobs = new LinkedHashMap<>();
  private final Map<String, Application> applications = new LinkedHashMap<>();
  private final List<StationEvent> events = new ArrayList<>();
  private final List<Consumer<StationEvent>> listeners = new CopyOnWriteArrayList<>();

  /** The desk behind the server. */
  public final FakeDesk desk = new FakeDesk();

  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Called on the worker before each submission. */
  public volatile Runnable beforeSubmit = () -> {};

  /** Why submissions are answered 503; empty if they are not. */
  public volatile Optional<String> busy = Optional.empty();

  volatile List<FieldProblem> problems = List.of();
  final SelfTests selfTests = new FakeSelfTests();
  volatile Health.Report health = Health.Report.GOOD;
  volatile List<DeviceStatus> devices =
      List.of(
          new DeviceStatus(
              "encoder-1",
              "simulator",
              "virtual encoder",
              DeviceState.DEVICE_BUSY,
              ChipPower.ONLINE,
              "",
              Optional.of("A-1"),
              List.of(new StorageUnit("hopper", 3, 10), new StorageUnit("tray", 7, 0)),
              Optional.of(new Recovery("reset", 2, "no answer"))));

  private final HttpServer server;
  private final int port;

  /** Starts with the usual limits. */
  public FakeStation() {
    this(UnaryOperator.identity());
  }

  public FakeStation(UnaryOperator<HttpConfig> change) {
    server =
        Api.server(
            new ApiConfig(
                change.apply(HttpConfig.of(new Endpoint.Loopback(0))),
                Secret.of(TOKEN.getBytes(StandardCharsets.UTF_8)),
                "0.1-test"),
            this,
            this,
            () -> new Stock(1, 2, 3, 4, 5, 6),
            desk,
            this,
            metrics,
            () -> health,
            selfTests,
            heads(),
            grants(),
            clock,
            acceptance);
    try {
      port = server.start();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  volatile Optional<SignedTreeHead> head = Optional.empty();

  /** Heads of a ledger that this station has not. */
  LedgerHeads heads() {
    return new LedgerHeads() {
      @Override
      public Optional<SignedTreeHead> newest() {
        return head;
      }

      @Override
      public Optional<X509Certificate> certificate(SignedTreeHead signed) {
        return Optional.empty();
      }
    };
  }

  /** A desk whose clock is believed until a test says otherwise. */
  final FakeClockDesk clock = new FakeClockDesk();

  /** Nobody has looked at the station, and it is good whenever somebody does. */
  final AcceptanceDesk acceptance =
      new AcceptanceDesk() {
        private volatile Optional<Recorded> newest = Optional.empty();

        @Override
        public Optional<Recorded> newest() {
          return newest;
        }

        @Override
        public Recorded decide(Person by, Person second, String refuse) {
          Recorded recorded =
              new Recorded(
                  7,
                  Instant.EPOCH,
                  new Result(refuse.isEmpty(), "0A", "00", by.name(), second.name(), refuse));
          newest = Optional.of(recorded);
          return recorded;
        }
      };

  volatile Optional<String> refusesGrants = Optional.empty();
  volatile Optional<SignedGrant> granted = Optional.empty();

  /** A desk that takes every grant or none. */
  GrantDesk grants() {
    return new GrantDesk() {
      @Override
      public Grants.Status status() {
        return new Grants.Status(
            true, Optional.empty(), 7, 9, Optional.of("no grant"), List.of("soon over"));
      }

      @Override
      public long epoch() {
        return 3;
      }

      @Override
      public Grant install(SignedGrant signed) throws GrantRefused {
        if (refusesGrants.isPresent()) {
          throw new GrantRefused(GrantRefused.Reason.OLDER, refusesGrants.get());
        }
        granted = Optional.of(signed);
        return new Grant(
            1,
            "st-1",
            3,
            List.of(new Grant.Serials("CS", 1, 9)),
            List.of(new Grant.Product("residence-permit", "0".repeat(64))),
            9,
            Instant.EPOCH,
            Instant.MAX,
            Optional.empty(),
            Grant.Head.EMPTY);
      }
    };
  }

  @Override
  public boolean accept(String id) {
    return devices.stream().anyMatch(device -> device.id().equals(id));
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public Submission submit(String id, Application application) {
    beforeSubmit.run();
    if (busy.isPresent()) {
      return new Submission.Busy(busy.get());
    }
    if (!problems.isEmpty()) {
      return new Submission.Refused(problems);
    }
    synchronized (this) {
      JobRecord there = jobs.get(id);
      if (there != null) {
        return application.equals(applications.get(id))
            ? new Submission.Accepted(there, true)
            : new Submission.Conflict(there);
      }
      applications.put(id, application);
      return new Submission.Accepted(
          put(
              new JobRecord(
                  id,
                  application.profile(),
                  application.suite().orElse("ICAO-P256"),
                  JobState.ACCEPTED,
                  Optional.empty(),
                  Optional.empty(),
                  NOW,
                  NOW,
                  Optional.empty(),
                  Optional.empty())),
          false);
    }
  }

  /** Sets a job as it is from now on, and tells. */
  public JobRecord put(JobRecord job) {
    synchronized (this) {
      jobs.put(job.id(), job);
    }
    emit("job", job.id(), job.state().name(), Map.of());
    return job;
  }

  /** The application as it arrived. */
  public synchronized Application application(String id) {
    return applications.get(id);
  }

  @Override
  public synchronized Optional<JobRecord> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  public synchronized List<JobRecord> list(
      Optional<String> after, int limit, Set<JobState> states) {
    return jobs.values().stream()
        .dropWhile(j -> after.isPresent() && !j.id().equals(after.get()))
        .skip(after.isPresent() ? 1 : 0)
        .filter(j -> states.isEmpty() || states.contains(j.state()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Cancellation cancel(String id) {
    JobRecord job = jobs.get(id);
    if (job == null) {
      return new Cancellation.Unknown();
    }
    if (job.state() != JobState.ACCEPTED && job.state() != JobState.VOID) {
      return new Cancellation.TooLate(job);
    }
    return new Cancellation.Done(put(withState(job, JobState.VOID)));
  }

  public static JobRecord withState(JobRecord job, JobState state) {
    return new JobRecord(
        job.id(),
        job.profile(),
        job.suite(),
        state,
        job.serial(),
        job.device(),
        job.acceptedAt(),
        job.changedAt(),
        job.problem(),
        job.work());
  }

  @Override
  public List<DeviceStatus> all() {
    return devices;
  }

  /** Appends an event and tells every listener. */
  public synchronized void emit(
      String kind, String subject, String state, Map<String, String> facts) {
    StationEvent event = new StationEvent(events.size() + 1L, NOW, kind, subject, state, facts);
    events.add(event);
    listeners.forEach(l -> l.accept(event));
  }

  @Override
  public synchronized long latest() {
    return events.size();
  }

  @Override
  public synchronized List<StationEvent> after(long sequence, int limit) {
    return List.copyOf(
        events.subList((int) sequence, (int) Math.min(events.size(), sequence + limit)));
  }

  @Override
  public Subscription subscribe(Consumer<StationEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int subscribers() {
    return listeners.size();
  }

  /** One that finds an empty hopper and a good disk. */
  private static final class FakeSelfTests implements SelfTests {

    private volatile Optional<SelfTestReport> latest = Optional.empty();

    @Override
    public Optional<SelfTestReport> latest() {
      return latest;
    }

    @Override
    public SelfTestReport run() {
      SelfTestReport report =
          new SelfTestReport(
              NOW,
              Duration.ofMillis(1_500),
              List.of(
                  Finding.good(Item.DISK, "", "disk.good", "412 MiB"),
                  Finding.warning(Item.STOCK, "residence-permit", "blanks.low", 7)),
              new DayCapacity(7, "blanks"));
      latest = Optional.of(report);
      return report;
    }
  }
}
