package org.countersign.link.buffer;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.driver.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on a line and was not read yet: a ring of fixed size between the thread that
 * receives and the device's own. It also holds how the line ended. What arrived before the line was
 * lost can still be read, for it may be the answer to a command; after a close nothing can. Any
 * thread.
 */
public final class ReceiveBuffer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final String name;
  private final byte[] ring;
  private int first;
  // Written under the lock; looked at without it where the one thread must not hold up the other.
  private volatile int count;
  private volatile LinkException.@Nullable Reason ended;
  private String ending = "";
  private @Nullable Throwable cause;

  /**
   * Makes an empty one.
   *
   * @param name the line's, for messages
   * @param capacity bytes
   */
  public ReceiveBuffer(String name, int capacity) {
    this.name = name;
    this.ring = new byte[capacity];
  }

  /** Bytes that can be put without waiting. */
  public int room() {
    return ring.length - count;
  }

  /**
   * Puts bytes in, waiting for room.
   *
   * @param nanos how long to wait for room at most
   * @return how many went in: fewer if the time was over, the line has ended, or the thread was
   *     interrupted, whose flag is then set
   */
  public int put(byte[] from, int offset, int length, long nanos) {
    Objects.checkFromIndexSize(offset, length, from.length);
    long left = nanos;
    int done = 0;
    lock.lock();
    try {
      while (done < length && ended == null) {
        int part = Math.min(length - done, ring.length - count);
        copyIn(from, offset + done, part);
        done += part;
        if (done < length) {
          if (left <= 0) {
            break;
          }
          left = changed.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return done;
  }

  private void copyIn(byte[] from, int offset, int length) {
    int at = (first + count) % ring.length;
    int straight = Math.min(length, ring.length - at);
    System.arraycopy(from, offset, ring, at, straight);
    System.arraycopy(from, offset + straight, ring, 0, length - straight);
    count += length;
    if (length > 0) {
      changed.signalAll();
    }
  }

  /**
   * Takes what is there, waiting for the first byte, as {@link
   * org.countersign.driver.link.ByteLink#read}.
   */
  public int take(byte[] into, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, into.length);
    long left = limit.toNanos();
    int taken;
    lock.lock();
    try {
      while (count == 0 && ended == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (ended == LinkException.Reason.CLOSED || (ended != null && count == 0)) {
        throw failure("reading from", true);
      }
      taken = Math.min(length, count);
      copyOut(into, offset, taken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(
          LinkException.Reason.INTERRUPTED, true, "interrupted while reading from " + name, e);
    } finally {
      lock.unlock();
    }
    return taken;
  }

  private void copyOut(byte[] into, int offset, int length) {
    int straight = Math.min(length, ring.length - first);
    System.arraycopy(ring, first, into, offset, straight);
    System.arraycopy(ring, 0, into, offset + straight, length - straight);
    first = (first + length) % ring.length;
    count -= length;
    if (length > 0) {
      changed.signalAll();
    }
  }

  /**
   * Throws away what is there.
   *
   * @return how many bytes
   */
  public int clear() throws LinkException {
    int thrown;
    lock.lock();
    try {
      if (ended != null) {
        throw failure("clearing the input of", true);
      }
      thrown = count;
      first = 0;
      count = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return thrown;
  }

  /**
   * The line has ended. Only the first end counts, but a close comes after any other.
   *
   * @param what in words, for messages: "it was unplugged"
   * @return whether it was open until now
   */
  public boolean end(LinkException.Reason reason, String what, @Nullable Throwable because) {
    lock.lock();
    try {
      boolean was = ended == null;
      if (was || reason == LinkException.Reason.CLOSED) {
        ended = reason;
        ending = what;
        cause = because;
        changed.signalAll();
      }
      return was;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the line has not ended. */
  public boolean isOpen() {
    return ended == null;
  }

  /**
   * Throws how the line ended, if it has.
   *
   * @param trying what is being tried: "writing to"
   */
  public void requireOpen(String trying, boolean nothingSent) throws LinkException {
    if (isOpen()) {
      return;
    }
    lock.lock();
    try {
      if (ended != null) {
        throw failure(trying, nothingSent);
      }
    } finally {
      lock.unlock();
    }
  }

  private LinkException failure(String trying, boolean nothingSent) {
    return new LinkException(
        Objects.requireNonNull(ended),
        nothingSent,
        trying + " " + name + " failed: " + ending,
        cause);
  }
}
