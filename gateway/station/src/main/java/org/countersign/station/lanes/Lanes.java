package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.JobState;
import org.countersign.station.discovery.PortWatch;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.TestCards;
import org.countersign.station.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All devices of the station, and the thread {@code clock} that watches their deadlines. */
public final class Lanes implements Devices, TestCards, PortWatch.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration FINISH = Duration.ofMillis(7_500);
  private static final Duration PARK = Duration.ofMillis(1_500);

  private final List<DeviceLane> lanes;
  private final boolean testCards;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clock").daemon().factory());

  private final List<Runnable> onTick = new CopyOnWriteArrayList<>();

  private Lanes(List<DeviceLane> lanes, boolean testCards) {
    this.lanes = lanes;
    this.testCards = testCards;
  }

  /** Starts a thread for every device; the devices open one beside the other. */
  public static Lanes start(
      List<LaneSettings> devices,
      Ledger ledger,
      WaitingJobs waiting,
      CardProducts products,
      TestCardList testCards,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    DeviceLane.Shared shared =
        new DeviceLane.Shared(
            ledger, waiting, products, testCards, meters, nanoTime, LaneThreads.real());
    List<DeviceLane> lanes = new ArrayList<>();
    devices.stream()
        .sorted(Comparator.comparing(LaneSettings::deviceId))
        .forEach(
            device -> lanes.add(new DeviceLane(device, shared, () -> siblingWorks(device, lanes))));
    Lanes all = new Lanes(List.copyOf(lanes), !testCards.isEmpty());
    waiting.onArrival(() -> lanes.forEach(DeviceLane::wake));
    // From now on a card that is put into any device may be the one that the job waits for.
    ledger.listen(event -> {
      if (event.state().equals(JobState.IN_DOUBT.name())) {
        lanes.forEach(DeviceLane::wake);
      }
    });
    lanes.forEach(DeviceLane::start);
    var watch =
        all.clock.scheduleAtFixedRate(
            all::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("watching the deadlines of {} devices: {}", lanes.size(), watch);
    return all;
  }

  /** Whether another device that makes the same products could make its cards now. */
  private static boolean siblingWorks(LaneSettings device, List<DeviceLane> lanes) {
    return lanes.stream()
        .filter(lane -> !lane.settings().deviceId().equals(device.deviceId()))
        .filter(lane -> makesAllOf(device, lane.settings()))
        .map(lane -> lane.status().state())
        .anyMatch(state -> state == DeviceState.ONLINE || state == DeviceState.DEVICE_BUSY);
  }

  private static boolean makesAllOf(LaneSettings device, LaneSettings other) {
    return other.profiles().isEmpty()
        || (!device.profiles().isEmpty() && other.profiles().containsAll(device.profiles()));
  }

  private void tick() {
    lanes.forEach(lane -> guarded(lane::tick));
    onTick.forEach(Lanes::guarded);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again, and then nobody would watch any device.
      LOG.error("the watch over the devices failed", e);
    }
  }

  /** Runs the task on the clock thread too, 20 times a second; it must return at once. */
  public void onTick(Runnable task) {
    onTick.add(task);
  }

  /** Which device's thread does not come round any more; empty if all do. Clock thread. */
  public Optional<String> standstill() {
    return lanes.stream().flatMap(lane -> lane.standstill().stream()).findFirst();
  }

  @Override
  public List<DeviceStatus> all() {
    return lanes.stream().map(DeviceLane::status).toList();
  }

  @Override
  public boolean accept(String id) {
    Optional<DeviceLane> lane =
        lanes.stream().filter(l -> l.settings().deviceId().equals(id)).findFirst();
    lane.ifPresent(DeviceLane::accept);
    return lane.isPresent();
  }

  @Override
  public Map<String, Answer> tryAll(Duration limit) {
    Map<DeviceLane, CompletableFuture<Answer>> asked = new LinkedHashMap<>();
    if (testCards) {
      lanes.forEach(lane -> asked.put(lane, lane.tryTestCard()));
    }
    long end = System.nanoTime() + limit.toNanos();
    Map<String, Answer> answers = new TreeMap<>();
    asked.forEach((lane, answer) ->
        answers.put(lane.settings().deviceId(), within(lane, answer, end - System.nanoTime())));
    return answers;
  }

  private static Answer within(DeviceLane lane, CompletableFuture<Answer> asked, long nanos) {
    try {
      return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return lane.late(asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lane.late(asked);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a device's thread answers in every case", e);
    }
  }

  /** Paths of serial ports that the devices are reached by. */
  public Set<String> paths() {
    return lanes.stream()
        .flatMap(lane -> lane.settings().identification().path().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void gone(String address) {
    at(address).forEach(DeviceLane::portGone);
  }

  @Override
  public void came(String address) {
    at(address).forEach(DeviceLane::portCame);
  }

  private Stream<DeviceLane> at(String address) {
    return lanes.stream()
        .filter(
            lane -> lane.settings().identification().path().filter(address::equals).isPresent());
  }

  /** Blanks in all feeders as counted. */
  public long blanks() {
    return all().stream()
        .flatMap(device -> device.units().stream())
        .mapToLong(StorageUnit::count)
        .sum();
  }

  /** Finishes or parks the cards in hand and lets the devices go, within ten seconds. */
  @Override
  public void close() {
    lanes.forEach(DeviceLane::stop);
    if (!stopped(FINISH)) {
      lanes.forEach(DeviceLane::breakOff);
      if (!stopped(PARK)) {
        lanes.forEach(DeviceLane::leaveBehind);
      }
    }
    // Waits for the last look at the deadlines, which takes no time.
    clock.close();
  }

  private boolean stopped(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean all = true;
    for (DeviceLane lane : lanes) {
      long left = Math.max(1, end - System.nanoTime());
      all &= lane.stopped(Duration.ofNanos(left));
    }
    return all;
  }
}
