package org.countersign.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;

/** A virtual encoder without latency that gives every card which leaves it back to its hopper. */
final class SoakEncoder implements Device, ChipContact, CardFeeder, CardExit {

  private static final int PLENTY = 1_000;

  private final DeviceInfo info;
  private final SoakHopper hopper;
  private final VirtualReader reader = new VirtualReader();
  private final Map<Class<? extends Capability>, Capability> capabilities =
      Map.of(ChipContact.class, this, CardFeeder.class, this, CardExit.class, this);

  SoakEncoder(String device, SoakHopper hopper) {
    this.info = new DeviceInfo("Countersign encoder of the long run", device, "1");
    this.hopper = hopper;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return capabilities.keySet();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.ofNullable(capabilities.get(type)).map(type::cast);
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    return reader.awaitChip(present, limit);
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    return reader.powerOn(limit);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    Optional<VirtualCard> before = reader.card();
    try {
      return reader.transceive(command, limit);
    } finally {
      if (reader.card().isEmpty()) {
        before.ifPresent(card -> hopper.left(card, false));
      }
    }
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    reader.powerOff(limit);
  }

  @Override
  public void feed(Duration limit) {
    SoakHopper.Fed next = hopper.next();
    reader.insert(next.card(), next.faults());
  }

  @Override
  public List<StorageUnit> units() {
    return List.of(new StorageUnit("hopper", PLENTY, 1));
  }

  @Override
  public void present(Duration limit) throws DeviceException {
    hopper.left(taken("presenting"), false);
  }

  @Override
  public void retain(Duration limit) throws DeviceException {
    hopper.left(taken("retaining"), true);
  }

  private VirtualCard taken(String doing) throws DeviceException {
    return reader
        .remove()
        .orElseThrow(() ->
            new DeviceException(
                Fault.CARD_MISSING, Effect.NONE, "", doing + " the card: none is there"));
  }

  @Override
  public void reset() throws DeviceException {
    reader.powerOff(Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    reader.remove().ifPresent(card -> hopper.left(card, false));
  }
}
