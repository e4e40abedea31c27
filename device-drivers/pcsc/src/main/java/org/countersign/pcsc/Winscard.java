package org.countersign.pcsc;

import java.util.List;

/**
 * The functions of PC/SC that the driver uses (winscard.h), with handles as numbers and buffers as
 * arrays. A context and its cards belong to one thread at a time; only {@link #sever} and {@link
 * #severEstablishing} come from others.
 */
interface Winscard {

  /** {@code dwShareMode}. */
  int SHARE_EXCLUSIVE = 1;

  int SHARE_SHARED = 2;
  int SHARE_DIRECT = 3;

  /** Bits of {@code dwPreferredProtocols} and {@code dwActiveProtocol}. */
  int PROTOCOL_NONE = 0;

  int PROTOCOL_T0 = 1;
  int PROTOCOL_T1 = 2;

  /** {@code dwDisposition} and {@code dwInitialization}. */
  int LEAVE_CARD = 0;

  int UNPOWER_CARD = 2;

  /** Bits of a reader's state; the upper 16 bits count insertions and removals. */
  int STATE_UNAWARE = 0x0000;

  int STATE_CHANGED = 0x0002;
  int STATE_UNKNOWN = 0x0004;
  int STATE_UNAVAILABLE = 0x0008;
  int STATE_PRESENT = 0x0020;
  int STATE_MUTE = 0x0200;

  /** Name of the reader that is none: its state changes when readers come or go. */
  String PNP_NOTIFICATION = "\\\\?PnP?\\Notification";

  /**
   * What a function returned.
   *
   * @param code SCARD_S_SUCCESS (0) or an error
   * @param value its result; meaningless unless the code is 0
   */
  record Reply<T>(int code, T value) {}

  /**
   * A connection to a card, or to a reader without one.
   *
   * @param handle SCARDHANDLE
   * @param protocol active protocol
   */
  record Connection(long handle, int protocol) {}

  Reply<Long> establishContext();

  int releaseContext(long context);

  Reply<List<String>> listReaders(long context);

  /**
   * Waits until a reader's state is no longer the one that is known.
   *
   * @param known the states last seen, in the order of the readers
   * @param millis at most this long; -1 for ever
   * @return the states now
   */
  Reply<int[]> getStatusChange(long context, List<String> readers, int[] known, int millis);

  Reply<Connection> connect(long context, String reader, int share, int protocols);

  /** Resets the card and keeps the handle; the value is the protocol now active. */
  Reply<Integer> reconnect(long card, int share, int protocols, int initialization);

  int disconnect(long card, int disposition);

  int beginTransaction(long card);

  int endTransaction(long card, int disposition);

  /** The ATR. */
  Reply<byte[]> status(long card);

  Reply<byte[]> transmit(long card, int protocol, byte[] command);

  Reply<byte[]> control(long card, int controlCode, byte[] input);

  Reply<byte[]> getAttribute(long card, int attribute);

  /**
   * Makes the call that is under way on a context return at once with an error. The context and its
   * cards are lost; it must still be released. Any thread.
   */
  void sever(long context);

  /** Makes an {@link #establishContext} that is under way return with an error. Any thread. */
  void severEstablishing();
}
