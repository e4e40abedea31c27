package org.countersign.station.lanes;

import java.time.Duration;
import java.util.Optional;
import org.countersign.driver.DeviceException;
import org.countersign.station.jobs.Devices.DeviceState;

/** Moves cards in and out of one device, or has a person do it. The device's thread. */
final class CardTransport {

  private record Removal(DeviceState state, String detail) {}

  private final LaneShift.Parts parts;
  private final OpenDevice device;
  private Optional<Removal> removal = Optional.empty();

  CardTransport(LaneShift.Parts parts, OpenDevice device) {
    this.parts = parts;
    this.device = device;
  }

  /** Feeds a blank. */
  void feed() throws DeviceException {
    long started = parts.nanoTime().getAsLong();
    try {
      device.feed();
    } finally {
      parts.signals().storageChanged();
    }
    step("feed", started);
  }

  /** Gives an issued card out. */
  void present() throws DeviceException {
    if (!device.hasExit()) {
      removal = Optional.of(new Removal(DeviceState.ONLINE, "card issued: take it out"));
      return;
    }
    long started = parts.nanoTime().getAsLong();
    device.present();
    step("present", started);
  }

  /**
   * Keeps a card that nobody must be given.
   *
   * @param count whether it is to be counted here, since no job has it on record
   */
  void takeIn(String problem, boolean count) throws DeviceException {
    if (!device.hasExit()) {
      removal = Optional.of(new Removal(DeviceState.USER_ERROR, "take the card out: " + problem));
      return;
    }
    device.allowParking();
    device.retain();
    if (count) {
      parts.ledger().quarantine(parts.settings().deviceId(), problem);
    }
  }

  private void step(String name, long started) {
    parts.meters().step(name, Duration.ofNanos(parts.nanoTime().getAsLong() - started));
  }

  /** Whether a person must take a card out before anything else. */
  boolean mustBeRemoved() {
    return removal.isPresent();
  }

  /** Waits a while for the person. */
  void awaitRemoval(Duration slice) throws DeviceException {
    Removal wanted = removal.orElseThrow();
    parts.status().state(wanted.state(), wanted.detail());
    if (device.contact().awaitChip(false, slice)) {
      removal = Optional.empty();
      // Whoever reads that a card is to be taken out would take the next one, too.
      parts.status().state(DeviceState.ONLINE, "");
    }
  }
}
