package org.countersign.osdp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Who may use the wires of a bus: one at a time, in the order of asking. Any thread. */
final class Turns {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The first one has the turn. */
  private final Deque<Object> line = new ArrayDeque<>();

  /**
   * Waits for a turn, which {@link #end} ends.
   *
   * @param over whether the wait is in vain; looked at again after {@link #wake}
   * @return whether it is this one's turn
   */
  boolean begin(Deadline deadline, BooleanSupplier over) throws InterruptedException {
    Object ticket = new Object();
    lock.lockInterruptibly();
    try {
      line.add(ticket);
      boolean mine = false;
      try {
        while (!ticket.equals(line.peek()) && !over.getAsBoolean() && !deadline.isPassed()) {
          changed.awaitNanos(deadline.left().toNanos());
        }
        mine = ticket.equals(line.peek()) && !over.getAsBoolean();
      } finally {
        if (!mine) {
          line.remove(ticket);
          changed.signalAll();
        }
      }
      return mine;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the turn of the one who has it. */
  void end() {
    lock.lock();
    try {
      line.remove();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits without a turn, so that others have the wires. */
  void rest(Deadline deadline, BooleanSupplier over) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!over.getAsBoolean() && !deadline.isPassed()) {
        changed.awaitNanos(deadline.left().toNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes all who wait look again whether it is in vain. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
