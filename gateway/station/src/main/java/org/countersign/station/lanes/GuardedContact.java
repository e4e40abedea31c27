package org.countersign.station.lanes;

import java.time.Duration;
import java.util.function.Consumer;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.station.jobs.Devices.ChipPower;

/** A device's chip contact behind its guard; tells what the chip's power is. */
final class GuardedContact implements ChipContact {

  private final ChipContact contact;
  private final DeviceGuard guard;
  private final Consumer<ChipPower> power;

  GuardedContact(ChipContact contact, DeviceGuard guard, Consumer<ChipPower> power) {
    this.contact = contact;
    this.guard = guard;
    this.power = power;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    boolean reached =
        guard.call("waiting for a card", limit, () -> contact.awaitChip(present, limit));
    power.accept(reached == present ? ChipPower.POWERED_OFF : ChipPower.NO_CARD);
    return reached;
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    try {
      ChipConnection connection =
          guard.call("powering the chip", limit, () -> contact.powerOn(limit));
      power.accept(ChipPower.ONLINE);
      return connection;
    } catch (DeviceException e) {
      power.accept(e.fault() == Fault.CARD_MUTE ? ChipPower.HARDWARE_ERROR : ChipPower.UNKNOWN);
      throw e;
    }
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    return guard.call("an exchange with the chip", limit, () -> contact.transceive(command, limit));
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    guard.act("powering the chip down", limit, () -> contact.powerOff(limit));
    power.accept(ChipPower.POWERED_OFF);
  }
}
