package org.countersign.apdu;

import java.time.Duration;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** The chip at a {@link ChipContact}, with one limit for every exchange. */
public final class ContactedChip implements Chip {

  private final ChipContact contact;
  private final Duration limit;

  /**
   * Wraps a powered contact.
   *
   * @param limit how long one exchange may take
   */
  public ContactedChip(ChipContact contact, Duration limit) {
    this.contact = contact;
    this.limit = limit;
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    byte[] response = contact.transceive(command.encode(), limit);
    if (response.length < 2) {
      throw new DeviceException(
          Fault.DRIVER_BUG,
          Effect.UNKNOWN,
          "",
          command + ": the driver returned " + response.length + " bytes, not even a status word");
    }
    return ResponseApdu.decode(response);
  }
}
