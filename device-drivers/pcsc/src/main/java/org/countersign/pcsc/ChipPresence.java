package org.countersign.pcsc;

import java.time.Duration;
import java.util.List;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;

/** Whether a chip is in the reader, as pcscd sees it. The device's thread. */
final class ChipPresence {

  /** pcscd looks every 400 ms whether the card is there. */
  private static final Duration REMOVAL_NOTICED = Duration.ofSeconds(1);

  private final PcscSession session;

  ChipPresence(PcscSession session) {
    this.session = session;
  }

  /** Whether the chip came, or went, before the end. */
  boolean await(boolean present, Deadline end) throws PcscFailure, DeviceException {
    Deadline breakOff = end.plus(PcscContact.SLACK);
    return session.run(
        breakOff, (context, reader) -> await(context, reader, present, end, breakOff));
  }

  private static boolean await(
      PcscContext context, String reader, boolean present, Deadline end, Deadline breakOff)
      throws PcscFailure {
    int state = context.state(reader, breakOff);
    while (((state & Winscard.STATE_PRESENT) != 0) != present) {
      int millis = end.millisToGo();
      if (millis == 0) {
        return false;
      }
      try {
        state = context.awaitChange(List.of(reader), new int[] {state}, millis, breakOff)[0];
      } catch (PcscFailure e) {
        if (!e.is(ReturnCode.SCARD_E_TIMEOUT)) {
          throw e;
        }
      }
      if ((state & (Winscard.STATE_UNKNOWN | Winscard.STATE_UNAVAILABLE)) != 0) {
        throw PcscFailure.returned(
            "SCardGetStatusChange", ReturnCode.SCARD_E_READER_UNAVAILABLE.code());
      }
    }
    return true;
  }

  /**
   * A card pulled in the middle shows as a failed transmission; pcscd notices it a little later.
   */
  Fault faultOfExchange(PcscFailure e, Deadline deadline) {
    if (e.is(ReturnCode.SCARD_E_NO_SMARTCARD)) {
      return Fault.CARD_TAKEN;
    }
    boolean unclear =
        e.is(ReturnCode.SCARD_E_NOT_TRANSACTED) || e.is(ReturnCode.SCARD_F_UNKNOWN_ERROR);
    if (!unclear) {
      return e.fault();
    }
    Deadline noticed = Deadline.after(REMOVAL_NOTICED).orEarlier(deadline);
    try {
      return await(false, noticed) ? Fault.CARD_TAKEN : e.fault();
    } catch (PcscFailure | DeviceException unreachable) {
      return Fault.COMMUNICATION;
    }
  }
}
