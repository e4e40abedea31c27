package org.countersign.pn532;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LinkException;

/** One PN532. */
final class Pn532Device implements Device {

  private static final Duration OPEN_LIMIT = Duration.ofSeconds(8);
  private static final Duration WAKE_UP_LIMIT = Duration.ofSeconds(3);
  private static final Duration LET_GO_LIMIT = Duration.ofMillis(500);

  private final ByteLink link;
  private final Pn532Contact contact;
  private final DeviceInfo info;

  private Pn532Device(ByteLink link, Pn532Contact contact, DeviceInfo info) {
    this.link = link;
    this.contact = contact;
    this.info = info;
  }

  /** Opens the line, wakes the chip up and asks what it is. */
  static Pn532Device open(Pn532Settings settings, DriverContext context, LongSupplier nanoTime)
      throws DeviceException {
    CountedLink link = new CountedLink(openLink(settings, context));
    boolean opened = false;
    try {
      Dialog dialog =
          new Dialog(
              link,
              settings.line(Pn532Settings.FIRST_SPEED),
              settings.slowestCommand(),
              settings.careful(),
              nanoTime);
      Pn532Device device = prepare(link, dialog, settings, context);
      opened = true;
      return device;
    } finally {
      if (!opened) {
        link.close();
      }
    }
  }

  private static ByteLink openLink(Pn532Settings settings, DriverContext context)
      throws DeviceException {
    try {
      return context
          .links()
          .open(settings.port(), settings.line(Pn532Settings.FIRST_SPEED), OPEN_LIMIT);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "opening the PN532 on " + settings.port());
    }
  }

  private static Pn532Device prepare(
      CountedLink link, Dialog dialog, Pn532Settings settings, DriverContext context)
      throws DeviceException {
    Deadline end = dialog.deadline(OPEN_LIMIT);
    Pn532Chip chip = new Pn532Chip(dialog);
    wakeUp(dialog, chip, settings, end);
    String firmware = chip.firmwareVersion(end);
    chip.configure(end);
    return new Pn532Device(
        link,
        new Pn532Contact(dialog, chip, settings, context.events()),
        new DeviceInfo("PN532", "", firmware));
  }

  /** A chip that kept its power has the speed of its last use. */
  private static void wakeUp(Dialog dialog, Pn532Chip chip, Pn532Settings settings, Deadline end)
      throws DeviceException {
    boolean otherSpeed = !settings.isNetwork() && settings.speed() != Pn532Settings.FIRST_SPEED;
    try {
      chip.wakeUp(end.within(WAKE_UP_LIMIT));
    } catch (DeviceException e) {
      boolean silent = e.fault() == Fault.COMMUNICATION || e.fault() == Fault.TIMEOUT;
      if (!silent || !otherSpeed || !dialog.isOpen()) {
        throw e;
      }
      dialog.assumeSpeed(settings.line(settings.speed()));
      chip.wakeUp(end.within(WAKE_UP_LIMIT));
      return;
    }
    if (otherSpeed) {
      chip.changeSpeed(settings.line(settings.speed()), end);
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
    contact.reset(OPEN_LIMIT);
  }

  @Override
  public void close() {
    contact.letGo(LET_GO_LIMIT);
    link.close();
  }
}
