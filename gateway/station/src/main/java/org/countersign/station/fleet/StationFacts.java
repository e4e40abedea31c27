package org.countersign.station.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.JobState;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.Devices.Recovery;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.EventFeed.Subscription;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.ReplenishmentStatus;
import org.countersign.station.stock.Supply;

/**
 * The station in the fleet's words: the table in {@code docs/sparkplug.md}. No personal data and no
 * serials; a job appears as a number in a counter.
 */
public final class StationFacts implements FleetSource, AutoCloseable {

  /** Ended jobs that may wait for the next report; the oldest then count in no device's figures. */
  static final int MOST_PENDING = 1_024;

  /** A device in one of these is not there: DDEATH. */
  private static final Set<DeviceState> ABSENT =
      EnumSet.of(DeviceState.OFFLINE, DeviceState.NO_DEVICE, DeviceState.STARTING);

  private static final Set<String> FAILURES =
      Set.of(JobState.SPOILED.name(), JobState.IN_DOUBT.name());

  /** Fact of the record that proves a card. */
  private static final String VERDICT = "verdict";

  private final Devices devices;
  private final Supplier<Stock> stock;
  private final EventFeed events;
  private final Function<String, Optional<JobRecord>> jobs;
  private final CommitLatency ledger;
  private final List<Facts> others;
  private final Supplier<String> stuck;
  private final InstantSource clock;
  private final String version;
  private final Instant started;
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

  /** Job ids and results, from the ledger's thread. Guarded by itself. */
  private final ArrayDeque<Result> ended = new ArrayDeque<>();

  private final Subscription ofResults;
  private final StepTimes ofStation = new StepTimes();
  private final Map<String, DeviceTally> tallies = new HashMap<>();

  /**
   * The station's own ports.
   *
   * @param stock cards by state
   * @param jobs a job by its id; may wait for the ledger
   */
  public record Work(
      Devices devices,
      Supplier<Stock> stock,
      EventFeed events,
      Function<String, Optional<JobRecord>> jobs,
      CommitLatency ledger) {}

  /**
   * Facts of the station's work, and others with them.
   *
   * @param stuck which part does not answer in time; empty while all do; must not wait
   * @param version of the gateway
   */
  public StationFacts(
      Work work, List<Facts> others, Supplier<String> stuck, String version, InstantSource clock) {
    this.devices = work.devices();
    this.stock = work.stock();
    this.events = work.events();
    this.jobs = work.jobs();
    this.ledger = work.ledger();
    this.others = List.copyOf(others);
    this.stuck = stuck;
    this.version = version;
    this.clock = clock;
    this.started = clock.instant();
    this.ofResults = events.subscribe(this::note);
  }

  /** Something is another than before though no event told it; any thread, returns at once. */
  public void changed() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public String stuck() {
    return stuck.get();
  }

  @Override
  public Subscription onChange(Runnable listener) {
    Subscription ofEvents = events.subscribe(event -> listener.run());
    listeners.add(listener);
    return () -> {
      listeners.remove(listener);
      ofEvents.close();
    };
  }

  @Override
  public void close() {
    ofResults.close();
  }

  private void note(StationEvent event) {
    // A card is ACTIVATED twice: when it becomes valid, and when it was read and proven. Between
    // the two it may yet turn out to be in doubt.
    boolean proven =
        event.state().equals(JobState.ACTIVATED.name()) && event.facts().containsKey(VERDICT);
    if (event.kind().equals("job") && (proven || FAILURES.contains(event.state()))) {
      put(new Result(event.subject(), JobState.valueOf(event.state())));
    }
  }

  private void put(Result result) {
    synchronized (ended) {
      if (ended.size() == MOST_PENDING) {
        ended.removeFirst();
      }
      ended.addLast(result);
    }
  }

  @Override
  public NodeImage snapshot() {
    tally();
    long now = clock.millis();
    List<DeviceStatus> all = devices.all();
    Map<String, List<Metric>> present = new TreeMap<>();
    for (DeviceStatus device : all) {
      if (!ABSENT.contains(device.state())) {
        present.put(topicId(device.id()), deviceMetrics(device, now));
      }
    }
    return NodeImage.of(nodeMetrics(all.size(), present.size(), now), present);
  }

  private void tally() {
    List<Result> taken;
    synchronized (ended) {
      taken = List.copyOf(ended);
      ended.clear();
    }
    int done = 0;
    try {
      for (; done < taken.size(); done++) {
        tally(taken.get(done));
      }
    } finally {
      // A ledger that did not answer is asked again.
      taken.subList(done, taken.size()).forEach(this::put);
    }
  }

  private void tally(Result result) {
    Optional<JobRecord> job = jobs.apply(result.job());
    if (job.isEmpty()) {
      return;
    }
    Optional<DeviceTally> device =
        job.get().device().map(d -> tallies.computeIfAbsent(d, id -> new DeviceTally()));
    device.ifPresent(d -> d.count(result.state()));
    if (result.state() == JobState.ACTIVATED) {
      job.get().work().ifPresent(ofStation::add);
      job.get().work().ifPresent(w -> device.ifPresent(d -> d.steps.add(w)));
    }
  }

  private List<Metric> nodeMetrics(int configured, int present, long now) {
    Stock cards = stock.get();
    List<Metric> m = new ArrayList<>();
    m.add(Facts.text("Properties/Product", "Countersign", now));
    m.add(Facts.text("Properties/Version", version, now));
    m.add(Facts.text("Properties/Runtime", "Java " + Runtime.version().feature(), now));
    m.add(Facts.text("Properties/OS", System.getProperty("os.name", "unknown"), now));
    m.add(Facts.moment("Properties/Started", Optional.of(started), now));
    m.add(Facts.count("Devices/Configured", configured, now).withUnit("devices"));
    m.add(Facts.count("Devices/Present", present, now).withUnit("devices"));
    m.add(Facts.count("Stock/Blank", cards.blank(), now).withUnit("cards"));
    m.add(Facts.count("Stock/In Process", cards.inProcess(), now).withUnit("cards"));
    m.addAll(accountMetrics(cards.account(), now));
    m.add(Facts.count("Cards/Issued", cards.issued(), now).withUnit("cards"));
    m.add(Facts.count("Cards/Spoiled", cards.spoiled(), now).withUnit("cards"));
    m.add(Facts.count("Cards/Quarantined", cards.quarantined(), now).withUnit("cards"));
    m.add(Facts.count("Cards/In Doubt", cards.inDoubt(), now).withUnit("cards"));
    m.add(Facts.count("Ledger/Sequence", events.latest(), now));
    m.add(Facts.measure("Ledger/Commit p50", ledger.seconds(0.5), "s", now));
    m.add(Facts.measure("Ledger/Commit p99", ledger.seconds(0.99), "s", now));
    m.addAll(ofStation.metrics(now));
    others.forEach(facts -> m.addAll(facts.metrics(now)));
    return m;
  }

  private static List<Metric> accountMetrics(Account account, long now) {
    List<Metric> m = new ArrayList<>();
    m.add(Facts.count("Stock/Received", account.received(), now).withUnit("cards"));
    m.add(
        Facts.count("Stock/Blank On Record", account.count(CardState.BLANK), now)
            .withUnit("cards"));
    m.add(Facts.count("Stock/Returned", account.count(CardState.RETURNED), now).withUnit("cards"));
    m.add(
        Facts.count("Stock/Destroyed", account.count(CardState.DESTROYED), now).withUnit("cards"));
    m.add(Facts.count("Stock/Lost", account.count(CardState.LOST), now).withUnit("cards"));
    m.add(Facts.count("Stock/Discrepancies", account.discrepancies().size(), now));
    m.add(Facts.count("Stock/Shift", account.shift(), now));
    ReplenishmentStatus worst =
        account.supplies().stream()
            .map(Supply::status)
            .max(Comparator.naturalOrder())
            .orElse(ReplenishmentStatus.OK);
    m.add(Facts.text("Stock/Status", worst.word(), now));
    return m;
  }

  private List<Metric> deviceMetrics(DeviceStatus device, long now) {
    DeviceTally tally = tallies.computeIfAbsent(device.id(), id -> new DeviceTally());
    List<Metric> m = new ArrayList<>();
    m.add(Facts.text("Properties/Driver", device.driver(), now));
    m.add(Facts.text("Properties/Model", device.model(), now));
    m.add(Facts.text("State", device.state().word(), now));
    m.add(Facts.text("Chip", device.chip().word(), now));
    m.add(Facts.text("Detail", device.detail(), now));
    Optional<Recovery> recovery = device.recovery();
    m.add(Facts.text("Recovery/Rung", recovery.map(Recovery::rung).orElse(""), now));
    m.add(Facts.count("Recovery/Attempt", recovery.map(Recovery::attempt).orElse(0), now));
    m.add(Facts.text("Recovery/Reason", recovery.map(Recovery::reason).orElse(""), now));
    m.add(
        Metric.of(
            "Job In Hand", MetricType.BOOLEAN, MetricValue.of(device.job().isPresent()), now));
    m.add(Facts.count("Cards/Issued", tally.issued, now).withUnit("cards"));
    m.add(Facts.count("Cards/Spoiled", tally.spoiled, now).withUnit("cards"));
    m.add(Facts.count("Cards/In Doubt", tally.inDoubt, now).withUnit("cards"));
    m.addAll(unitMetrics(device.units(), now));
    m.addAll(tally.steps.metrics(now));
    return m;
  }

  private static List<Metric> unitMetrics(List<StorageUnit> units, long now) {
    List<Metric> m = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (StorageUnit unit : units) {
      // Metric names that differ by case alone are one name for many hosts.
      if (taken.add(unit.id().toLowerCase(Locale.ROOT))) {
        String path = "Units/" + unit.id().replace('/', '-') + "/";
        m.add(Facts.count(path + "Count", Math.max(0, unit.count()), now).withUnit("cards"));
        m.add(
            Facts.count(path + "Threshold", Math.max(0, unit.threshold()), now).withUnit("cards"));
        ReplenishmentStatus status = ReplenishmentStatus.of(unit.count(), unit.threshold());
        m.add(Facts.text(path + "Status", status.word(), now));
      }
    }
    return m;
  }

  private static String topicId(String device) {
    return EdgeNodeDescriptor.isId(device) ? device : device.replaceAll("[+/#\\p{Cntrl}]", "-");
  }

  /** A job that ended. */
  private record Result(String job, JobState state) {}

  /** A device's figures since the start. */
  private static final class DeviceTally {

    private final StepTimes steps = new StepTimes();
    private long issued;
    private long spoiled;
    private long inDoubt;

    void count(JobState result) {
      switch (result) {
        case ACTIVATED -> issued++;
        case SPOILED -> spoiled++;
        case IN_DOUBT -> inDoubt++;
        default -> throw new IllegalArgumentException("no result: " + result);
      }
    }
  }
}
