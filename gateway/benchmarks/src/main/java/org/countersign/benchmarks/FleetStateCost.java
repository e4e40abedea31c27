package org.countersign.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.fleet.FleetListener;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.host.HostSettings;

/**
 * What a whole fleet costs the centre: memory for every station's state, and how long the first
 * page's data take while reports come in.
 *
 * <p>Every station is born by real payloads through the host's own rules: 20 metrics of its own and
 * four devices of 20 each, half of them texts. Then reports of three changed metrics come at a
 * steady pace, and the page is asked for as JSON all the time. {@code heapMb} is what is in use
 * after a full collection.
 */
public final class FleetStateCost {

  private static final int USUAL_STATIONS = 100_000;
  private static final int DISTRICTS = 100;
  private static final int DEVICES = 4;
  private static final int METRICS = 20;
  private static final int MESSAGES_A_SECOND = 5_000;
  private static final int SECONDS = 20;
  private static final int STOPPED_ON_PAGE = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int stations;
  private final FleetLoop fleet;
  private final Clock clock = Clock.systemUTC();
  private final SplittableRandom random = new SplittableRandom(7);

  /** Next sequence number of each station. */
  private final byte[] next;

  private FleetStateCost(int stations) {
    this.stations = stations;
    this.next = new byte[stations];
    this.fleet =
        new FleetLoop(
            HostSettings.of("centre"),
            clock,
            () -> System.nanoTime() / 1_000_000,
            message -> {},
            FleetListener.NONE);
  }

  /**
   * Runs for about a minute.
   *
   * @param arguments stations, 100,000 if there are none
   */
  public static void main(String[] arguments) throws Exception {
    int stations = arguments.length == 0 ? USUAL_STATIONS : Integer.parseInt(arguments[0]);
    new FleetStateCost(stations).run();
  }

  private void run() throws Exception {
    var ignored = fleet.connect().get();
    boolean connected = fleet.connected().get();
    long began = System.nanoTime();
    for (int station = 0; connected && station < stations; station++) {
      born(station);
    }
    awaitDigested();
    double birthSeconds = (System.nanoTime() - began) / 1e9;
    long heap = heapAfterCollection();
    double[] millis = underLoad();
    Overview overview = fleet.ask(f -> f.watch().overview(clock.millis(), 0)).get();
    long texts = fleet.ask(f -> (long) f.state().texts()).get();
    long asked = fleet.ask(f -> f.host().rebirthsAsked()).get();
    long dropped = fleet.dropped();
    fleet.close();
    BenchReport report =
        new BenchReport("fleet-state", "STATIONS", "HEAP, MB", "BORN IN, s", "PAGE P50, ms", "P99");
    report.row(
        Integer.toString(overview.stations().values().stream().mapToInt(i -> i).sum()),
        Long.toString(heap >> 20),
        String.format(Locale.ROOT, "%.1f", birthSeconds),
        String.format(Locale.ROOT, "%.1f", quantile(millis, 0.5)),
        String.format(Locale.ROOT, "%.1f", quantile(millis, 0.99)));
    report
        .figure("heapMb", heap >> 20)
        .figure("heapLimitMb", 256)
        .figure("pageP99Ms", quantile(millis, 0.99))
        .figure("pageLimitMs", 100)
        .figure("bornPerSecond", stations / birthSeconds)
        .figure("texts", texts)
        .figure("dropped", dropped)
        .figure("rebirthsAsked", asked)
        .print(System.out);
  }

  private void born(int station) {
    EdgeNodeSession session = new EdgeNodeSession(node(station), java.util.Optional.empty(), clock);
    var will = session.connect(0);
    session.connected();
    TreeMap<String, List<Metric>> devices = new TreeMap<>();
    for (int device = 0; device < DEVICES; device++) {
      devices.put("encoder-" + device, ofDevice(will.subscriptions().size()));
    }
    for (OutgoingMessage message : session.publish(new NodeImage(ofStation(), devices))) {
      send(message.topic().toString(), message.bytes());
      next[station]++;
    }
  }

  private EdgeNodeDescriptor node(int station) {
    return new EdgeNodeDescriptor("district-" + station % DISTRICTS, "station-" + station);
  }

  private List<Metric> ofStation() {
    long now = clock.millis();
    List<Metric> metrics = new ArrayList<>();
    metrics.add(text("Properties/Version", "0.1.0", now));
    metrics.add(text("Stock/Status", random.nextInt(50) == 0 ? "low" : "ok", now));
    metrics.add(text("Issuing/Hold", random.nextInt(200) == 0 ? "the grant ended" : "", now));
    metrics.add(whole("Devices/Configured", DEVICES, now));
    metrics.add(whole("Jobs/Waiting", random.nextInt(40), now));
    for (int metric = metrics.size(); metric < METRICS; metric++) {
      metrics.add(whole("Cards/" + metric, random.nextInt(10_000), now));
    }
    return metrics;
  }

  private List<Metric> ofDevice(int value) {
    long now = clock.millis();
    List<Metric> metrics = new ArrayList<>();
    metrics.add(text("State", random.nextInt(100) == 0 ? "hardwareError" : "online", now));
    metrics.add(text("Detail", "", now));
    for (int metric = metrics.size(); metric < METRICS; metric++) {
      metrics.add(
          metric % 2 == 0
              ? text("Text/" + metric, "value " + random.nextInt(100), now)
              : whole("Steps/" + metric, value, now));
    }
    return metrics;
  }

  private static Metric text(String name, String value, long now) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), now);
  }

  private static Metric whole(String name, long value, long now) {
    return Metric.of(name, MetricType.UINT64, MetricValue.of(value), now);
  }

  /** Births are sent as fast as they are digested. */
  private void send(String topic, byte[] payload) {
    while (fleet.waiting() > 10_000) {
      LockSupport.parkNanos(100_000);
    }
    boolean ignored = fleet.received(topic, payload);
  }

  private void awaitDigested() throws Exception {
    while (fleet.waiting() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    boolean ignored = fleet.ask(f -> true).get();
  }

  private static long heapAfterCollection() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private double[] underLoad() throws Exception {
    Thread reports = Thread.ofPlatform().daemon().name("reports").start(this::report);
    List<Double> millis = new ArrayList<>();
    while (reports.isAlive()) {
      long began = System.nanoTime();
      Overview page = fleet.ask(f -> f.watch().overview(clock.millis(), STOPPED_ON_PAGE)).get();
      if (JSON.writeValueAsBytes(page).length == 0) {
        throw new AssertionError("an empty page");
      }
      millis.add((System.nanoTime() - began) / 1e6);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    awaitDigested();
    return millis.stream().mapToDouble(d -> d).sorted().toArray();
  }

  private void report() {
    long began = System.nanoTime();
    SplittableRandom which = new SplittableRandom(8);
    for (int sent = 0; sent < MESSAGES_A_SECOND * SECONDS; sent++) {
      long due = began + sent * TimeUnit.SECONDS.toNanos(1) / MESSAGES_A_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int station = which.nextInt(stations);
      long now = clock.millis();
      List<Metric> changed =
          List.of(
              text("State", which.nextInt(100) == 0 ? "hardwareError" : "online", now),
              whole("Steps/3", sent, now),
              text("Text/4", "value " + which.nextInt(100), now));
      String topic =
          node(station).topic(MessageType.DDATA, "encoder-" + which.nextInt(DEVICES)).toString();
      send(
          topic,
          SparkplugCodec.encode(
              MessageType.DDATA,
              new SparkplugPayload(
                  OptionalLong.of(now), OptionalInt.of(next[station]++ & 0xFF), changed)));
    }
  }

  private static double quantile(double[] sorted, double quantile) {
    return Arrays.stream(sorted)
        .skip((long) (quantile * (sorted.length - 1)))
        .findFirst()
        .orElse(0);
  }
}
