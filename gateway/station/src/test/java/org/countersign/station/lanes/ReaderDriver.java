package org.countersign.station.lanes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.StorageUnit;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;

/** A device around a reader that the test puts cards into; the card stays when it is closed. */
final class ReaderDriver implements DriverProvider {

  final VirtualReader reader = new VirtualReader();
  final AtomicInteger fed = new AtomicInteger();
  volatile Runnable looking = () -> {};
  private final Optional<VirtualCard> hopper;

  /** A slot for a hand. */
  ReaderDriver() {
    this.hopper = Optional.empty();
  }

  /** A device with a hopper that holds one card. */
  ReaderDriver(VirtualCard hopper) {
    this.hopper = Optional.of(hopper);
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor("reader", "test", "1", 1, List.of("reader"), List.of());
  }

  @Override
  public Device open(DriverContext context) {
    return new Slot();
  }

  private final class Slot implements Device, ChipContact, CardFeeder, CardExit {

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("Slot", "", "");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return hopper.isPresent()
          ? Set.of(ChipContact.class, CardFeeder.class, CardExit.class)
          : Set.of(ChipContact.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return capabilities().contains(type) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      looking.run();
      return reader.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return reader.powerOn(limit);
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      reader.powerOff(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      return reader.transceive(command, limit);
    }

    @Override
    public void feed(Duration limit) {
      fed.incrementAndGet();
      reader.insert(hopper.orElseThrow());
    }

    @Override
    public List<StorageUnit> units() {
      return List.of(new StorageUnit("hopper", 1 - fed.get(), 0));
    }

    @Override
    public void present(Duration limit) {
      VirtualCard presented = reader.remove().orElseThrow();
      assert presented.state().isFinished();
    }

    @Override
    public void retain(Duration limit) {
      VirtualCard retained = reader.remove().orElseThrow();
      assert !retained.isPowered();
    }
  }
}
