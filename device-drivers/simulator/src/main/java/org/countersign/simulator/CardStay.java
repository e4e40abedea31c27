package org.countersign.simulator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.simulator.InsertedCard.Outcome;
import org.countersign.testbed.CardEmulator;
import org.jspecify.annotations.Nullable;

/**
 * One stay of a card in a real reader's virtual slot: answers for it, and knows when it ends. The
 * reader's thread calls the emulator, the hand's thread waits.
 */
final class CardStay implements CardEmulator {

  /** Why a card leaves the reader. */
  enum End {
    /** The reader powered it down after commands, and it stayed down. */
    FINISHED,
    /** A person took it out on command. */
    TAKEN,
    /** A planned fault pulled it in the middle of a command. */
    PULLED,
    /** A planned fault put another card in its place. */
    SWAPPED,
    /** A planned fault broke the contact; the same card has it again. */
    BROKEN
  }

  private static final byte[] NO_RESPONSE = {};

  private final InsertedCard inserted;
  private final Latency latency;
  private final Pace pace;
  private final Runnable pullOut;
  private final long pagesAtStart;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean down = true;
  private @Nullable End left;

  /**
   * Prepares a stay.
   *
   * @param pullOut breaks the contact at once
   */
  CardStay(InsertedCard inserted, Latency latency, Pace pace, Runnable pullOut) {
    this.inserted = inserted;
    this.latency = latency;
    this.pace = pace;
    this.pullOut = pullOut;
    this.pagesAtStart = inserted.card().pagesWritten();
  }

  InsertedCard inserted() {
    return inserted;
  }

  @Override
  public byte[] atr() {
    return inserted.answersToReset() ? inserted.card().atr() : NO_RESPONSE;
  }

  @Override
  public void power(Power power) {
    if (power == Power.OFF) {
      inserted.card().powerOff();
    } else if (inserted.answersToReset()) {
      inserted.card().powerOn();
    }
    signal(() -> down = power == Power.OFF);
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (!inserted.card().isPowered()) {
      return NO_RESPONSE;
    }
    long start = pace.nanoTime();
    return switch (inserted.exchange(command)) {
      case Outcome.Answered answer -> {
        int bytes = command.length + answer.response().size();
        pace.sleepUntil(start + latency.nanosOf(bytes, answer.pages()), () -> false);
        yield answer.response().toArray();
      }
      // vpcd has no word for a reader that hears nothing, and waits for ever: the contact breaks.
      case Outcome.Lost lost -> leave(End.BROKEN);
      case Outcome.Silent silent -> leave(End.BROKEN);
      case Outcome.Pulled gone -> leave(End.PULLED);
      case Outcome.Swapped other -> leave(End.SWAPPED);
    };
  }

  private byte[] leave(End how) {
    pullOut.run();
    signal(() -> left = how);
    return NO_RESPONSE;
  }

  /** A person takes the card out now. */
  void take() {
    signal(() -> left = End.TAKEN);
  }

  /** Waits for the end; the rhythm says how long a chip stays down before it counts as done. */
  End await(HandRhythm rhythm) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        End how = left;
        if (how != null) {
          return how;
        }
        if (!down || inserted.commands() == 0) {
          changed.await();
        } else if (!signalledWithin(quiet(rhythm))) {
          return End.FINISHED;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A card that was only looked at may still be wanted: people wait longer for it. */
  private Duration quiet(HandRhythm rhythm) {
    boolean untouched = inserted.card().pagesWritten() == pagesAtStart;
    return untouched ? rhythm.patience() : rhythm.settle();
  }

  private boolean signalledWithin(Duration limit) throws InterruptedException {
    return changed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
