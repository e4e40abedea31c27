package org.countersign.pcsc;

import java.util.List;
import java.util.function.Supplier;
import org.countersign.pcsc.Winscard.Connection;
import org.countersign.pcsc.Winscard.Reply;

/**
 * A context of PC/SC: one connection to pcscd. Every call has a deadline, and one that is broken
 * off makes the context useless. One thread at a time.
 */
final class PcscContext {

  private final Winscard winscard;
  private final CallGuard guard;
  private final long handle;

  private PcscContext(Winscard winscard, CallGuard guard, long handle) {
    this.winscard = winscard;
    this.guard = guard;
    this.handle = handle;
  }

  /** Connects to pcscd. */
  static PcscContext establish(Winscard winscard, CallGuard guard, Deadline deadline)
      throws PcscFailure {
    long handle =
        guarded(
            guard,
            winscard::severEstablishing,
            deadline,
            "SCardEstablishContext",
            winscard::establishContext);
    return new PcscContext(winscard, guard, handle);
  }

  /** Names of the readers that pcscd has, in its order; none if it has none. */
  List<String> readers(Deadline deadline) throws PcscFailure {
    try {
      return call("SCardListReaders", deadline, () -> winscard.listReaders(handle));
    } catch (PcscFailure e) {
      if (e.is(ReturnCode.SCARD_E_NO_READERS_AVAILABLE)) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Waits for a change.
   *
   * @param known states last seen
   * @param millis how long pcscd waits before it gives up with SCARD_E_TIMEOUT; -1 for ever
   * @param deadline when the call is broken off
   */
  int[] awaitChange(List<String> readers, int[] known, int millis, Deadline deadline)
      throws PcscFailure {
    return call(
        "SCardGetStatusChange",
        deadline,
        () -> winscard.getStatusChange(handle, readers, known, millis));
  }

  /** State of a reader now. */
  int state(String reader, Deadline deadline) throws PcscFailure {
    return awaitChange(List.of(reader), new int[] {Winscard.STATE_UNAWARE}, 0, deadline)[0];
  }

  PcscCard connect(String reader, int share, int protocols, Deadline deadline) throws PcscFailure {
    Connection connection =
        call("SCardConnect", deadline, () -> winscard.connect(handle, reader, share, protocols));
    return new PcscCard(winscard, this, share, connection);
  }

  /** Lets the context go, and with it every card that is still connected. */
  void release(Deadline deadline) {
    try {
      check("SCardReleaseContext", deadline, () -> winscard.releaseContext(handle));
    } catch (PcscFailure e) {
      // Not called because it is late, or pcscd is gone: free what the library holds all the same.
      winscard.sever(handle);
      winscard.releaseContext(handle);
    }
  }

  /** A call whose only result is its code. */
  void check(String function, Deadline deadline, Supplier<Integer> nativeCall) throws PcscFailure {
    call(function, deadline, () -> new Reply<>(nativeCall.get(), function));
  }

  <T> T call(String function, Deadline deadline, Supplier<Reply<T>> nativeCall) throws PcscFailure {
    return guarded(guard, () -> winscard.sever(handle), deadline, function, nativeCall);
  }

  private static <T> T guarded(
      CallGuard guard,
      Runnable breaker,
      Deadline deadline,
      String function,
      Supplier<Reply<T>> nativeCall)
      throws PcscFailure {
    Breach refusal = guard.enter(deadline.nanos(), breaker);
    if (refusal != null) {
      throw PcscFailure.notCalled(function, refusal);
    }
    Reply<T> reply;
    Breach breach;
    try {
      reply = nativeCall.get();
    } finally {
      breach = guard.leave();
    }
    if (reply.code() == ReturnCode.SUCCESS) {
      return reply.value();
    }
    throw breach == null
        ? PcscFailure.returned(function, reply.code())
        : PcscFailure.brokenOff(function, breach);
  }
}
