package org.countersign.station.lanes;

import java.util.concurrent.atomic.AtomicBoolean;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvents;
import org.countersign.station.jobs.Devices.ChipPower;

/** What a driver tells by itself, until the device's thread looks. */
final class LaneSignals implements DeviceEvents {

  private final Bell bell;
  private final LaneStatus status;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean storageChanged = new AtomicBoolean(true);
  private final AtomicBoolean cardTold = new AtomicBoolean();

  LaneSignals(Bell bell, LaneStatus status) {
    this.bell = bell;
    this.status = status;
  }

  @Override
  public void tell(DeviceEvent event) {
    switch (event.kind()) {
      case CARD_INSERTED -> {
        status.chip(ChipPower.POWERED_OFF);
        cardTold.set(true);
      }
      case CARD_REMOVED -> {
        status.chip(ChipPower.NO_CARD);
        cardTold.set(false);
      }
      case DEVICE_LOST -> lost.set(true);
      case STORAGE_CHANGED -> storageChanged.set(true);
    }
    bell.ring();
  }

  /** Its port is gone, as the kernel says. Any thread. */
  void portGone() {
    lost.set(true);
    bell.ring();
  }

  Bell bell() {
    return bell;
  }

  boolean takeLost() {
    return lost.getAndSet(false);
  }

  /**
   * Whether a card was put in since this was asked last, and is still there for all that is told.
   */
  boolean takeCard() {
    return cardTold.getAndSet(false);
  }

  boolean takeStorageChanged() {
    return storageChanged.getAndSet(false);
  }

  void storageChanged() {
    storageChanged.set(true);
  }
}
