package org.countersign.station.lanes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.countersign.station.jobs.Devices.ChipPower;

/** A device that is open, every call through its guard. The device's thread, but {@link #close}. */
final class OpenDevice {

  private final Device device;
  private final DeviceGuard guard;
  private final Duration moveLimit;
  private final DeviceInfo info;
  private final ChipContact contact;
  private final Optional<CardFeeder> feeder;
  private final Optional<CardExit> exit;

  /**
   * Asks the device what it is.
   *
   * @throws DeviceException {@link Fault#CONFIGURATION} if it has no chip contact
   */
  OpenDevice(
      String id, Device device, DeviceGuard guard, Duration moveLimit, Consumer<ChipPower> power)
      throws DeviceException {
    this.device = device;
    this.guard = guard;
    this.moveLimit = moveLimit;
    this.info = guard.call("asking what it is", moveLimit, device::info);
    this.contact =
        new GuardedContact(
            guard
                .call(
                    "asking what it can do", moveLimit, () -> device.capability(ChipContact.class))
                .orElseThrow(() ->
                    new DeviceException(
                        Fault.CONFIGURATION,
                        Effect.NONE,
                        "",
                        id + ": the device cannot talk to a chip; take it out of devices.d")),
            guard,
            power);
    this.feeder =
        guard.call("asking what it can do", moveLimit, () -> device.capability(CardFeeder.class));
    this.exit =
        guard.call("asking what it can do", moveLimit, () -> device.capability(CardExit.class));
  }

  DeviceInfo info() {
    return info;
  }

  ChipContact contact() {
    return contact;
  }

  boolean hasFeeder() {
    return feeder.isPresent();
  }

  boolean hasExit() {
    return exit.isPresent();
  }

  void feed() throws DeviceException {
    CardFeeder present = feeder.orElseThrow();
    guard.act("feeding a card", moveLimit, () -> present.feed(moveLimit));
  }

  List<StorageUnit> units() throws DeviceException {
    return feeder.isEmpty()
        ? List.of()
        : guard.call("counting blanks", moveLimit, () -> feeder.get().units());
  }

  void present() throws DeviceException {
    CardExit there = exit.orElseThrow();
    guard.act("presenting the card", moveLimit, () -> there.present(moveLimit));
  }

  void retain() throws DeviceException {
    CardExit there = exit.orElseThrow();
    guard.act("retaining the card", moveLimit, () -> there.retain(moveLimit));
  }

  void reset(Duration limit) throws DeviceException {
    guard.act("resetting", limit, device::reset);
  }

  /** Any thread; a running call returns. */
  void close() {
    device.close();
  }

  /** The card may be moved although the work on it was cancelled. */
  void allowParking() {
    guard.allowParking();
  }

  /** Whether its thread was given up. */
  boolean isAbandoned() {
    return guard.isAbandoned();
  }
}
