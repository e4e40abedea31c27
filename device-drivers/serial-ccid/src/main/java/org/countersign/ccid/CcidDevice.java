package org.countersign.ccid;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** One reader at one line. */
final class CcidDevice implements Device {

  private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

  private final CcidContact contact;
  private final DeviceInfo info;

  private CcidDevice(CcidContact contact, DeviceInfo info) {
    this.contact = contact;
    this.info = info;
  }

  static CcidDevice open(DriverContext context) throws DeviceException {
    CcidSettings settings = CcidSettings.parse(context.config());
    LineSettings line = settings.profile().lineAt(settings.baud());
    ReaderSlot reader =
        new ReaderSlot(
            link(context, settings, line), line, settings, System::nanoTime, context.events());
    CcidContact contact = new CcidContact(reader, settings);
    try {
      return new CcidDevice(contact, contact.greet());
    } catch (DeviceException | RuntimeException e) {
      contact.close();
      throw e;
    }
  }

  private static ByteLink link(DriverContext context, CcidSettings settings, LineSettings line)
      throws DeviceException {
    try {
      return context.links().open(settings.port(), line, OPEN_LIMIT);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "opening the line to the reader");
    }
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
    contact.reset();
  }

  @Override
  public void close() {
    contact.close();
  }
}
