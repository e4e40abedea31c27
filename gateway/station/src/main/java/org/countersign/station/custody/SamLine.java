package org.countersign.station.custody;

import java.security.SecureRandom;
import java.time.Duration;
import org.countersign.apdu.Chip;
import org.countersign.apdu.ContactedChip;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.sam.SamException;
import org.countersign.personalization.sam.SamSession;
import org.countersign.personalization.scp03.StaticKeys;
import org.jspecify.annotations.Nullable;

/** The reader, the SAM in it and the channel to it, opened when needed. The SAM's thread. */
final class SamLine implements AutoCloseable {

  /** What is done with an open SAM. */
  @FunctionalInterface
  interface Use<T> {
    T with(Open sam) throws DeviceException, SamException;
  }

  /**
   * An open SAM.
   *
   * @param chip for commands in clear
   */
  record Open(Device device, Chip chip, SamSession session) {}

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SamReader reader;
  private final StaticKeys pairing;
  private final Duration limit;
  private @Nullable Open open;

  SamLine(SamReader reader, StaticKeys pairing, Duration limit) {
    this.reader = reader;
    this.pairing = pairing;
    this.limit = limit;
  }

  /**
   * Uses the SAM; if it was pulled in the meantime it is opened once anew. Nothing that it is asked
   * costs a card twice.
   */
  <T> T use(Use<T> use) throws DeviceException, SamException {
    boolean fresh = open == null;
    try {
      return use.with(opened());
    } catch (DeviceException e) {
      close();
      if (fresh) {
        throw e;
      }
      return anew(use);
    } catch (SamException e) {
      if (e.reason() == SamException.Reason.REFUSED) {
        close(); // The channel may have ended.
      }
      throw e;
    }
  }

  private <T> T anew(Use<T> use) throws DeviceException, SamException {
    try {
      return use.with(opened());
    } catch (DeviceException e) {
      close();
      throw e;
    }
  }

  private Open opened() throws DeviceException, SamException {
    Open there = open;
    if (there != null) {
      return there;
    }
    Device device = reader.open();
    boolean kept = false;
    try {
      ChipContact contact =
          device
              .capability(ChipContact.class)
              .orElseThrow(() ->
                  new DeviceException(
                      Fault.CONFIGURATION,
                      Effect.NONE,
                      "",
                      "the SAM's reader cannot talk to a chip; see [sam] driver"));
      contact.powerOn(limit);
      Chip chip = new ContactedChip(contact, limit);
      SamSession.select(chip);
      there = new Open(device, chip, SamSession.open(chip, pairing, RANDOM));
      open = there;
      kept = true;
      return there;
    } finally {
      if (!kept) {
        device.close();
      }
    }
  }

  /** Lets the reader go, so that the next use opens it anew. */
  @Override
  public void close() {
    Open there = open;
    open = null;
    if (there != null) {
      there.session().close();
      there.device().close();
    }
  }
}
