package org.countersign.personalization.issue;

import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** Counts exchanges and bytes on the wire, and holds a driver to its contract. */
final class CountingChip implements Chip {

  private final Chip chip;
  private int apdus;
  private long bytes;

  CountingChip(Chip chip) {
    this.chip = chip;
  }

  int apdus() {
    return apdus;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    apdus++;
    bytes += wireSize(command);
    ResponseApdu response;
    try {
      response = chip.transmit(command);
    } catch (RuntimeException e) {
      // Anything else that a driver throws counts as its bug, and the command may have arrived.
      throw new DeviceException(
          Fault.DRIVER_BUG,
          Effect.UNKNOWN,
          "",
          command + ": the driver failed with " + e.getClass().getName(),
          e);
    }
    bytes += response.data().size() + 2;
    return response;
  }

  private static int wireSize(CommandApdu command) {
    int data = command.data().size();
    boolean extended = command.extended();
    int lc = data == 0 ? 0 : extended ? 3 : 1;
    int le = command.le() == 0 ? 0 : extended ? (data == 0 ? 3 : 2) : 1;
    return 4 + lc + data + le;
  }
}
