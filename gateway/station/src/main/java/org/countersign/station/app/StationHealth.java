package org.countersign.station.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.countersign.station.http.Health;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.ledger.Ledger;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the station is not issuing, looked at once a second on a thread of its own, so that whoever
 * asks never waits for a disk or a token.
 */
final class StationHealth implements Health, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StationHealth.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Devices devices;
  private final List<Signer> signers;
  private final Supplier<Optional<String>> keys;
  private final List<String> cautions;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("health").daemon().factory());
  private volatile Report report;
  private volatile Optional<String> hold = Optional.empty();

  /**
   * Begins to look.
   *
   * @param keys why no card keys are to be had; empty if they are
   * @param cautions that hold as long as the station runs
   */
  StationHealth(
      Ledger ledger,
      Devices devices,
      List<Signer> signers,
      Supplier<Optional<String>> keys,
      List<String> cautions) {
    this.keys = keys;
    this.cautions = List.copyOf(cautions);
    this.ledger = ledger;
    this.devices = devices;
    this.signers = List.copyOf(signers);
    this.report = look();
    var watch =
        thread.scheduleWithFixedDelay(
            this::refresh, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("health is looked at: {}", watch);
  }

  @Override
  public Report now() {
    return report;
  }

  /** Why no card is begun whatever the devices do; empty if nothing speaks against it. */
  Optional<String> hold() {
    return hold;
  }

  private void refresh() {
    try {
      report = look();
    } catch (RuntimeException e) {
      LOG.error("the station's health could not be looked at", e);
    }
  }

  private Report look() {
    List<String> problems = new ArrayList<>();
    ledger.hold().ifPresent(problems::add);
    for (Signer signer : signers) {
      SignerHealth health = signer.health();
      if (!health.ready()) {
        problems.add(health.detail());
      }
    }
    keys.get().ifPresent(problems::add);
    hold = problems.stream().findFirst();
    List<DeviceStatus> all = devices.all();
    if (all.stream().noneMatch(StationHealth::works)) {
      problems.add(all.isEmpty() ? "no device is configured" : "no device is ready");
      all.stream()
          .filter(device -> !device.detail().isEmpty())
          .forEach(device -> problems.add("device " + device.id() + ": " + device.detail()));
    }
    return new Report(ledger.failure().isEmpty(), problems.isEmpty(), problems, cautions);
  }

  private static boolean works(DeviceStatus device) {
    return device.state() == DeviceState.ONLINE || device.state() == DeviceState.DEVICE_BUSY;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
