package org.countersign.personalization.issue;

import java.time.Duration;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;

/** Ends of work at a contact. */
final class Contacts {

  private Contacts() {}

  /** Powers down; a failure here changes nothing of what became of the card. */
  static void powerOffQuietly(ChipContact contact, Duration limit) {
    try {
      contact.powerOff(limit);
    } catch (DeviceException | RuntimeException e) {
      // The result of the work stands; the next power-on will tell of a broken device.
      return;
    }
  }
}
