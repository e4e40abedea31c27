package org.countersign.pcsc;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;

/** Gets hold of the chip in a reader that other programs use too. The device's thread. */
final class CardConnector {

  private static final int ANY_PROTOCOL = Winscard.PROTOCOL_T0 | Winscard.PROTOCOL_T1;

  /** How long another program, or a connection of ours that broke, may hold on to the reader. */
  private static final Duration SHARING_PATIENCE = Duration.ofMillis(500);

  private static final Duration SHARING_POLL = Duration.ofMillis(20);

  private final PcscSettings settings;
  private final PcscSession session;
  private final CountDownLatch closed;

  /**
   * Of one device.
   *
   * @param closed counted down when the device is closed; ends the patience
   */
  CardConnector(PcscSettings settings, PcscSession session, CountDownLatch closed) {
    this.settings = settings;
    this.session = session;
    this.closed = closed;
  }

  /**
   * Connects, and holds the chip against other programs by the share mode or by a transaction.
   *
   * @throws PcscFailure after a failure; nothing is held then
   */
  PcscCard connect(PcscContext context, String reader, Deadline deadline)
      throws PcscFailure, DeviceException {
    int share = settings.exclusive() ? Winscard.SHARE_EXCLUSIVE : Winscard.SHARE_SHARED;
    PcscCard connected = connectPatiently(context, reader, share, deadline);
    try {
      if (!settings.exclusive()) {
        inTurn(
            "SCardBeginTransaction",
            () -> {
              connected.beginTransaction(deadline);
              return true;
            });
      }
      return connected;
    } catch (PcscFailure e) {
      disconnectQuietly(connected, e, deadline);
      throw e;
    }
  }

  /**
   * pcscd makes both connecting and a transaction wait for another program's transaction. It was
   * heard from just before, so if that lasts too long, the chip is held.
   */
  private <T> T inTurn(String function, ReaderWork<T> work) throws PcscFailure, DeviceException {
    try {
      return work.run();
    } catch (PcscFailure e) {
      if (e.fault() != Fault.TIMEOUT) {
        throw e;
      }
      session.drop();
      throw PcscFailure.returned(function, ReturnCode.SCARD_E_SHARING_VIOLATION.code());
    }
  }

  private PcscCard connectPatiently(
      PcscContext context, String reader, int share, Deadline deadline)
      throws PcscFailure, DeviceException {
    Deadline patience = Deadline.after(SHARING_PATIENCE).orEarlier(deadline);
    int ignored = context.state(reader, deadline);
    while (true) {
      try {
        return inTurn("SCardConnect", () -> context.connect(reader, share, ANY_PROTOCOL, deadline));
      } catch (PcscFailure e) {
        boolean held = e.is(ReturnCode.SCARD_E_SHARING_VIOLATION);
        if (!held || patience.isPast() || closedWithin(SHARING_POLL)) {
          throw e;
        }
      }
    }
  }

  private boolean closedWithin(Duration span) {
    try {
      return closed.await(span.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Lets the chip go after a failure, which takes along what goes wrong with that. */
  void disconnectQuietly(PcscCard connected, PcscFailure cause, Deadline deadline) {
    try {
      if (!cause.losesContext()) {
        connected.disconnect(Winscard.UNPOWER_CARD, deadline);
      }
    } catch (PcscFailure e) {
      cause.addSuppressed(e);
      session.dropIfLost(e);
    }
  }
}
