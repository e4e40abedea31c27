package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.countersign.driver.StorageUnit;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices;
import org.countersign.station.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All devices of the station, and the thread {@code clock} that watches their deadlines. */
public final class Lanes implements Devices, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration FINISH = Duration.ofMillis(7_500);
  private static final Duration PARK = Duration.ofMillis(1_500);

  private final List<DeviceLane> lanes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clock").daemon().factory());

  private Lanes(List<DeviceLane> lanes) {
    this.lanes = lanes;
  }

  /** Starts a thread for every device; the devices open one beside the other. */
  public static Lanes start(
      List<LaneSettings> devices,
      Ledger ledger,
      WaitingJobs waiting,
      CardProducts products,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    DeviceLane.Shared shared = new DeviceLane.Shared(ledger, waiting, products, meters, nanoTime);
    List<DeviceLane> lanes =
        devices.stream()
            .sorted(Comparator.comparing(LaneSettings::deviceId))
            .map(device -> new DeviceLane(device, shared))
            .toList();
    Lanes all = new Lanes(lanes);
    waiting.onArrival(() -> lanes.forEach(DeviceLane::wake));
    lanes.forEach(DeviceLane::start);
    var watch =
        all.clock.scheduleAtFixedRate(
            () -> lanes.forEach(Lanes::tick),
            TICK.toMillis(),
            TICK.toMillis(),
            TimeUnit.MILLISECONDS);
    LOG.debug("watching the deadlines of {} devices: {}", lanes.size(), watch);
    return all;
  }

  private static void tick(DeviceLane lane) {
    try {
      lane.tick();
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again, and then nobody would watch any device.
      LOG.error("the watch over a device failed", e);
    }
  }

  @Override
  public List<DeviceStatus> all() {
    return lanes.stream().map(DeviceLane::status).toList();
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
    clock.shutdownNow();
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
