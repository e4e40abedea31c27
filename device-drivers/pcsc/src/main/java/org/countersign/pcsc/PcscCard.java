package org.countersign.pcsc;

import org.countersign.pcsc.Winscard.Connection;

/** A connection to a card (or, {@code SHARE_DIRECT}, to a reader). One thread at a time. */
final class PcscCard {

  private static final int ANY_PROTOCOL = Winscard.PROTOCOL_T0 | Winscard.PROTOCOL_T1;

  private final Winscard winscard;
  private final PcscContext context;
  private final int share;
  private final long handle;
  private int protocol;

  PcscCard(Winscard winscard, PcscContext context, int share, Connection connection) {
    this.winscard = winscard;
    this.context = context;
    this.share = share;
    this.handle = connection.handle();
    this.protocol = connection.protocol();
  }

  /** {@link Winscard#PROTOCOL_T0} or {@link Winscard#PROTOCOL_T1}. */
  int protocol() {
    return protocol;
  }

  /** Takes the supply away and gives it back. */
  void coldReset(Deadline deadline) throws PcscFailure {
    protocol =
        context.call(
            "SCardReconnect",
            deadline,
            () -> winscard.reconnect(handle, share, ANY_PROTOCOL, Winscard.UNPOWER_CARD));
  }

  byte[] answerToReset(Deadline deadline) throws PcscFailure {
    return context.call("SCardStatus", deadline, () -> winscard.status(handle));
  }

  /**
   * Sends an APDU under T=1, a TPDU under T=0.
   *
   * @return at least a status word
   */
  byte[] transmit(byte[] command, Deadline deadline) throws PcscFailure {
    byte[] response =
        context.call("SCardTransmit", deadline, () -> winscard.transmit(handle, protocol, command));
    if (response.length < 2) {
      throw PcscFailure.cutOff("SCardTransmit");
    }
    return response;
  }

  void beginTransaction(Deadline deadline) throws PcscFailure {
    context.check("SCardBeginTransaction", deadline, () -> winscard.beginTransaction(handle));
  }

  void endTransaction(Deadline deadline) throws PcscFailure {
    context.check(
        "SCardEndTransaction",
        deadline,
        () -> winscard.endTransaction(handle, Winscard.LEAVE_CARD));
  }

  byte[] control(int code, byte[] input, Deadline deadline) throws PcscFailure {
    return context.call("SCardControl", deadline, () -> winscard.control(handle, code, input));
  }

  byte[] attribute(int attribute, Deadline deadline) throws PcscFailure {
    return context.call("SCardGetAttrib", deadline, () -> winscard.getAttribute(handle, attribute));
  }

  /** Ends the connection; the card keeps its power or loses it. */
  void disconnect(int disposition, Deadline deadline) throws PcscFailure {
    context.check("SCardDisconnect", deadline, () -> winscard.disconnect(handle, disposition));
  }
}
