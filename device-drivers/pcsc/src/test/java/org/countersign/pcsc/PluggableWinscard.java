package org.countersign.pcsc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A running pcscd with two readers, one of which is plugged and unplugged: waits, notifies and
 * answers as pcsc-lite 1.9 does (winscard_clnt.c, SCardGetStatusChange; readerfactory.c,
 * RFRemoveReader). Any thread.
 */
final class PluggableWinscard implements Winscard {

  static final String READER = "Cable Reader 00 00";
  static final String OTHER = "Other Reader 00 00";

  private static final int STATE_IGNORE = 0x0001;
  private static final int STATE_EMPTY = 0x0010;
  private static final int SEVERED = ReturnCode.SCARD_F_COMM_ERROR.code();

  private final Set<Long> severed = new HashSet<>();
  private boolean plugged = true;
  private boolean cardIn;
  private boolean unplugsAtNextExchange;
  private int readerChanges;
  private int waiting;
  private long nextHandle = 1;

  /** The card whose handle is this belongs to a reader that is there still. */
  private long validCard;

  synchronized void unplug() {
    plugged = false;
    validCard = 0;
    change();
  }

  synchronized void plugIn() {
    plugged = true;
    change();
  }

  synchronized void insertCard() {
    cardIn = true;
    notifyAll();
  }

  synchronized void unplugAtNextExchange() {
    unplugsAtNextExchange = true;
  }

  /** Waits until so many threads wait for a change. */
  synchronized void awaitWaiting(int threads) throws InterruptedException {
    while (waiting < threads) {
      wait();
    }
  }

  private void change() {
    readerChanges++;
    notifyAll();
  }

  @Override
  public synchronized Reply<Long> establishContext() {
    return new Reply<>(ReturnCode.SUCCESS, nextHandle++);
  }

  @Override
  public int releaseContext(long context) {
    return ReturnCode.SUCCESS;
  }

  @Override
  public synchronized Reply<List<String>> listReaders(long context) {
    return new Reply<>(ReturnCode.SUCCESS, plugged ? List.of(OTHER, READER) : List.of(OTHER));
  }

  @Override
  public synchronized Reply<int[]> getStatusChange(
      long context, List<String> readers, int[] known, int millis) {
    if (readers.contains(READER) && !plugged) {
      return failed(ReturnCode.SCARD_E_UNKNOWN_READER);
    }
    int changesBefore = readerChanges;
    long deadline = System.nanoTime() + (millis < 0 ? Long.MAX_VALUE / 4 : millis * 1_000_000L);
    waiting++;
    notifyAll();
    try {
      while (true) {
        int[] states = new int[readers.size()];
        boolean changed = false;
        for (int i = 0; i < states.length; i++) {
          states[i] = state(readers.get(i), known[i], changesBefore);
          changed |= (states[i] & STATE_CHANGED) != 0;
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (severed.contains(context)) {
          return new Reply<>(SEVERED, states);
        } else if (changed) {
          return new Reply<>(ReturnCode.SUCCESS, states);
        } else if (left <= 0) {
          return failed(ReturnCode.SCARD_E_TIMEOUT);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(ReturnCode.SCARD_E_CANCELLED);
    } finally {
      waiting--;
    }
  }

  private int state(String reader, int known, int changesBefore) {
    if (reader.equals(PNP_NOTIFICATION)) {
      return readerChanges == changesBefore ? 0 : STATE_CHANGED;
    }
    if (!plugged) {
      return STATE_UNKNOWN | STATE_UNAVAILABLE | STATE_IGNORE | STATE_CHANGED;
    }
    int now = cardIn ? STATE_PRESENT : STATE_EMPTY;
    boolean same = known != STATE_UNAWARE && (known & (STATE_PRESENT | STATE_EMPTY)) == now;
    return same ? now : now | STATE_CHANGED;
  }

  private static <T> Reply<T> failed(ReturnCode code) {
    return new Reply<>(code.code(), null);
  }

  @Override
  public synchronized Reply<Connection> connect(
      long context, String reader, int share, int protocols) {
    if (!plugged) {
      return failed(ReturnCode.SCARD_E_UNKNOWN_READER);
    }
    validCard = nextHandle++;
    return new Reply<>(ReturnCode.SUCCESS, new Connection(validCard, PROTOCOL_T1));
  }

  private int onCard(long card) {
    return card == validCard ? ReturnCode.SUCCESS : ReturnCode.SCARD_E_INVALID_HANDLE.code();
  }

  @Override
  public synchronized Reply<Integer> reconnect(
      long card, int share, int protocols, int initialization) {
    return new Reply<>(onCard(card), PROTOCOL_T1);
  }

  @Override
  public synchronized int disconnect(long card, int disposition) {
    return onCard(card);
  }

  @Override
  public synchronized int beginTransaction(long card) {
    return onCard(card);
  }

  @Override
  public synchronized int endTransaction(long card, int disposition) {
    return onCard(card);
  }

  @Override
  public synchronized Reply<byte[]> status(long card) {
    return new Reply<>(onCard(card), TestCard.ATR_T1);
  }

  @Override
  public synchronized Reply<byte[]> transmit(long card, int protocol, byte[] command) {
    if (unplugsAtNextExchange) {
      unplugsAtNextExchange = false;
      unplug();
      return failed(ReturnCode.SCARD_E_NOT_TRANSACTED);
    }
    return new Reply<>(onCard(card), TestCard.OK);
  }

  @Override
  public Reply<byte[]> control(long card, int controlCode, byte[] input) {
    return failed(ReturnCode.SCARD_E_UNSUPPORTED_FEATURE);
  }

  @Override
  public Reply<byte[]> getAttribute(long card, int attribute) {
    return failed(ReturnCode.SCARD_E_UNSUPPORTED_FEATURE);
  }

  @Override
  public synchronized void sever(long context) {
    severed.add(context);
    notifyAll();
  }

  @Override
  public void severEstablishing() {
    // establishContext answers at once.
  }
}
