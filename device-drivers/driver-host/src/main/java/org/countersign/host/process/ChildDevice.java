package org.countersign.host.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.FirmwareTarget;
import org.countersign.protocol.v1.driverhost.DeviceOpened;
import org.countersign.protocol.v1.driverhost.OpenDevice;
import org.countersign.protocol.v1.driverhost.ResetDevice;
import org.countersign.protocol.v1.driverhost.ToChild;

/** A device that is open in a child. */
final class ChildDevice implements Device {

  /** For a call without a limit of its own; the gateway's guard is stricter. */
  static final Duration LONG = Duration.ofSeconds(60);

  private final ChildProcess child;
  private final DeviceInfo info;
  private final Map<Class<? extends Capability>, Capability> capabilities = new LinkedHashMap<>();

  private ChildDevice(ChildProcess child, DeviceOpened opened) {
    this.child = child;
    this.info =
        new DeviceInfo(
            Wire.word(opened.getModel()),
            Wire.word(opened.getSerial()),
            Wire.word(opened.getFirmware()));
    Calls calls = new Calls(child);
    offer(opened, ChipContact.class, new ChildChip(calls));
    ChildCards cards = new ChildCards(calls, opened);
    offer(opened, CardFeeder.class, cards);
    offer(opened, CardExit.class, cards);
    offer(opened, CardPositions.class, cards);
    offer(opened, CardPrinter.class, new ChildPrinter(calls, opened));
    offer(opened, FirmwareTarget.class, new ChildFirmware(calls, opened));
  }

  private <C extends Capability> void offer(DeviceOpened opened, Class<C> type, C capability) {
    if (opened.getCapabilitiesList().contains(type.getSimpleName())) {
      capabilities.put(type, capability);
    }
  }

  static ChildDevice open(ChildProcess child, DriverContext context) throws DeviceException {
    OpenDevice open =
        OpenDevice.newBuilder()
            .setDeviceId(context.deviceId())
            .putAllConfig(context.config())
            .build();
    return new ChildDevice(
        child,
        child
            .call(ToChild.newBuilder().setOpen(open), "opening it", LONG, Effect.NONE)
            .getOpened());
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return Set.copyOf(capabilities.keySet());
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.ofNullable(capabilities.get(type)).map(type::cast);
  }

  @Override
  public void reset() throws DeviceException {
    child.call(
        ToChild.newBuilder().setReset(ResetDevice.getDefaultInstance()),
        "resetting it",
        LONG,
        Effect.UNKNOWN);
  }

  ChildProcess process() {
    return child;
  }

  @Override
  public void close() {
    child.close();
  }
}
