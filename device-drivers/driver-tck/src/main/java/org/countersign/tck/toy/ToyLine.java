package org.countersign.tck.toy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;

/** The host's end of a line in memory. */
final class ToyLine implements ByteLink {

  private enum State {
    OPEN,
    LOST,
    CLOSED
  }

  private final String address;
  private final ToyPort far;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Byte> input = new ArrayDeque<>();
  private State state = State.OPEN;

  ToyLine(String address, ToyDevice device) {
    this.address = address;
    this.far = new ToyPort(device, this::arrived);
  }

  private void arrived(byte[] bytes) {
    lock.lock();
    try {
      for (byte b : bytes) {
        input.add(b);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return address;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (input.isEmpty() && left > 0) {
        requireOpen();
        left = changed.awaitNanos(left);
      }
      requireOpen();
      int read = 0;
      for (; read < length && !input.isEmpty(); read++) {
        into[offset + read] = input.remove();
      }
      return read;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(Reason.INTERRUPTED, true, "reading was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws LinkException {
    if (state != State.OPEN) {
      Reason reason = state == State.LOST ? Reason.LOST : Reason.CLOSED;
      throw new LinkException(reason, true, address + " is " + reason, null);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    flush(limit);
    far.take(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    lock.lock();
    try {
      requireOpen();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int discardInput() throws LinkException {
    lock.lock();
    try {
      requireOpen();
      int thrown = input.size();
      input.clear();
      return thrown;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    flush(Duration.ZERO);
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return state == State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  void lose() {
    end(State.LOST);
  }

  @Override
  public void close() {
    end(State.CLOSED);
  }

  private void end(State how) {
    lock.lock();
    try {
      if (state == State.OPEN || how == State.CLOSED) {
        state = how;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    far.close();
  }
}
