package org.countersign.pcsc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The sockets beneath the contexts of this process. libpcsclite holds a context's lock for as long
 * as one of its calls runs, and of all its functions only the wait for a change can be cancelled.
 * What always ends a call is the end of its connection to pcscd, which is a Unix socket of this
 * process: so its descriptor is looked up when the context is made, and a duplicate kept, whose
 * number is ours and cannot be reused by anybody while a call runs. Any thread.
 */
final class DaemonSockets {

  /** Of this process: contexts are established one at a time, by libpcsclite's own lock too. */
  static final DaemonSockets OF_PROCESS = new DaemonSockets();

  /** The end of the path that the daemon is bound to, wherever the folder is seen from here. */
  private static final String SOCKET_NAME = "/pcscd.comm";

  private final ReentrantLock establishing = new ReentrantLock();
  private final Map<Long, Integer> duplicates = new HashMap<>();
  private Set<Integer> before = Set.of();

  /**
   * Runs an establishing call and remembers the socket that it made.
   *
   * @return its result
   */
  Winscard.Reply<Long> establish(Supplier<Winscard.Reply<Long>> nativeCall) {
    establishing.lock();
    try {
      synchronized (this) {
        before = Libc.connectedTo(SOCKET_NAME);
      }
      Winscard.Reply<Long> reply = nativeCall.get();
      if (reply.code() == ReturnCode.SUCCESS) {
        remember(reply.value());
      }
      return reply;
    } finally {
      establishing.unlock();
    }
  }

  private synchronized void remember(long context) {
    Set<Integer> made = made();
    // More than one: other code of this process talks to pcscd too, and made one at this moment.
    // Then the context works, but a call of it can only be waited for.
    if (made.size() == 1) {
      int duplicate = Libc.duplicate(made.iterator().next());
      if (duplicate >= 0) {
        duplicates.put(context, duplicate);
      }
    }
  }

  private Set<Integer> made() {
    Set<Integer> made = new HashSet<>(Libc.connectedTo(SOCKET_NAME));
    made.removeAll(before);
    made.removeAll(duplicates.values());
    return made;
  }

  /** Ends the connection of a context. */
  synchronized void sever(long context) {
    Integer duplicate = duplicates.get(context);
    if (duplicate != null) {
      Libc.shutdown(duplicate);
    }
  }

  /** Ends the connection that is being made. */
  synchronized void severEstablishing() {
    made().forEach(Libc::shutdown);
  }

  /** The context was released. */
  synchronized void forget(long context) {
    Integer duplicate = duplicates.remove(context);
    if (duplicate != null) {
      Libc.close(duplicate);
    }
  }
}
