package org.countersign.pcsc;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;

/** One PC/SC reader. */
final class PcscDevice implements Device {

  private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

  private final PcscContact contact;
  private final ReaderMonitor monitor;
  private final DeviceInfo info;

  private PcscDevice(PcscContact contact, ReaderMonitor monitor, DeviceInfo info) {
    this.contact = contact;
    this.monitor = monitor;
    this.info = info;
  }

  /** Finds the reader and begins to watch it. */
  static PcscDevice open(Winscard winscard, PcscSettings settings, DriverContext context)
      throws DeviceException {
    PcscContact contact = new PcscContact(winscard, settings, Watchdog.SHARED);
    DeviceInfo info;
    try {
      info = contact.openReader(OPEN_LIMIT).info();
    } catch (DeviceException | RuntimeException e) {
      contact.close();
      throw e;
    }
    ReaderMonitor monitor =
        new ReaderMonitor(
            winscard, settings, context.events(), Watchdog.SHARED, context.deviceId());
    monitor.start();
    return new PcscDevice(contact, monitor, info);
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return Set.of(ChipContact.class);
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return type == ChipContact.class ? Optional.of(type.cast(contact)) : Optional.empty();
  }

  @Override
  public void reset() throws DeviceException {
    contact.reset(OPEN_LIMIT);
  }

  @Override
  public void close() {
    contact.close();
    monitor.close();
  }
}
