package org.countersign.apdu;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * Fetches what a chip announces by 61xx and corrects Le after 6Cxx (ISO/IEC 7816-4, 5.3.4 and 5.6),
 * so that the caller sees one whole response. At most 65,536 bytes are gathered.
 */
public final class ResponseChaining implements Chip {

  private static final int INS_GET_RESPONSE = 0xC0;

  private final Chip chip;

  public ResponseChaining(Chip chip) {
    this.chip = chip;
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) throws DeviceException {
    ResponseApdu response = withRightLe(command);
    Bytes all = response.data();
    while (response.sw().hasMoreData()) {
      int cla = CommandApdu.transportClass(command.cla());
      response = withRightLe(CommandApdu.of(cla, INS_GET_RESPONSE, 0, 0, lengthOf(response.sw())));
      all = all.plus(response.data());
      if (all.size() > CommandApdu.LE_EXTENDED_MAX || noProgress(response)) {
        throw new DeviceException(
            Fault.HARDWARE,
            Effect.UNKNOWN,
            "",
            command + ": the chip chains its response without end; use another card");
      }
    }
    return new ResponseApdu(all, response.sw());
  }

  private ResponseApdu withRightLe(CommandApdu command) throws DeviceException {
    ResponseApdu response = chip.transmit(command);
    // 6Cxx promises that nothing was done (7816-4, table 6), so this is no blind repeat.
    return response.sw().isWrongLe()
        ? chip.transmit(command.withLe(lengthOf(response.sw())))
        : response;
  }

  private static boolean noProgress(ResponseApdu response) {
    return response.sw().hasMoreData() && response.data().isEmpty();
  }

  private static int lengthOf(StatusWord sw) {
    return sw.sw2() == 0 ? CommandApdu.LE_SHORT_MAX : sw.sw2();
  }
}
