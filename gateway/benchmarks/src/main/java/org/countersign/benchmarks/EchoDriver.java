package org.countersign.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Answers every command with itself at once: what is left to measure is the way there and back. */
public final class EchoDriver implements DriverProvider {

  static final String ID = "echo";

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(ID, "benchmark", "1.0.0", 1, List.of("echo"), List.of());
  }

  @Override
  public Device open(DriverContext context) {
    return new Echo();
  }

  private static final class Echo implements Device, ChipContact {

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("echo", "", "");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return Set.of(ChipContact.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return type == ChipContact.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}

    @Override
    public boolean awaitChip(boolean present, Duration limit) {
      return true;
    }

    @Override
    public ChipConnection powerOn(Duration limit) {
      return new ChipConnection(
          new byte[] {0x3B, 0x00}, ChipConnection.Protocol.T1, 65_544, 65_538);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) {
      return command.clone();
    }

    @Override
    public void powerOff(Duration limit) {}
  }
}
