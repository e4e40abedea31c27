package org.countersign.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.simulator.InsertedCard.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A chip reader in software. Cards are put in and taken out by any thread; the calls of {@link
 * ChipContact} come from one thread at a time.
 */
public final class VirtualReader implements ChipContact {

  /** Bytes of data in a command or response that a reader carries unless told otherwise. */
  public static final int DEFAULT_MAX_DATA = 4096;

  private final Latency latency;
  private final Pace pace;
  private final int maxData;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable InsertedCard inserted;
  private boolean powered;
  private volatile boolean closed;
  private volatile @Nullable Thread user;

  /** An empty reader that takes no time. */
  public VirtualReader() {
    this(Latency.NONE, Pace.real(), DEFAULT_MAX_DATA);
  }

  /**
   * An empty reader.
   *
   * @param maxData bytes of data that it carries in a command or a response; up to 255 means that
   *     it knows short APDUs only
   */
  public VirtualReader(Latency latency, Pace pace, int maxData) {
    this.latency = latency;
    this.pace = pace;
    this.maxData = maxData;
  }

  /** A reader with a card in it that takes no time. */
  public static VirtualReader with(VirtualCard card) {
    VirtualReader reader = new VirtualReader();
    reader.insert(card);
    return reader;
  }

  /** Puts a card in that nothing happens to. */
  public void insert(VirtualCard card) {
    insert(card, FaultPlan.none());
  }

  /** Puts a card in, with the faults that the plan has for card 1. */
  public void insert(VirtualCard card, FaultPlan faults) {
    insert(
        new InsertedCard(
            card, faults.faultsOf(1), () -> VirtualCard.make(CardSpec.blank(card.spec().kind()))));
  }

  void insert(InsertedCard card) {
    lock.lock();
    try {
      if (inserted != null) {
        throw new IllegalStateException("the reader holds a card already");
      }
      inserted = card;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the card out, powered or not; empty if none is in. */
  public Optional<VirtualCard> remove() {
    lock.lock();
    try {
      InsertedCard card = inserted;
      inserted = null;
      powered = false;
      changed.signalAll();
      if (card == null) {
        return Optional.empty();
      }
      card.card().powerOff();
      return Optional.of(card.card());
    } finally {
      lock.unlock();
    }
  }

  /** The card that is in. */
  public Optional<VirtualCard> card() {
    lock.lock();
    try {
      return Optional.ofNullable(inserted).map(InsertedCard::card);
    } finally {
      lock.unlock();
    }
  }

  /** The card that a swap took out, once. */
  Optional<VirtualCard> swappedOut() {
    lock.lock();
    try {
      return inserted == null ? Optional.empty() : inserted.takeSwappedOut();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("waiting for a chip");
      long left = limit.toNanos();
      while ((inserted != null) != present && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      requireOpen("waiting for a chip");
      return (inserted != null) == present;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(Effect.NONE, "waiting for a chip");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    InsertedCard card = requireCard("powering the chip up");
    powered = false;
    pass(latency.perCommand().toNanos(), limit, Effect.NONE, "powering the chip up");
    if (!card.answersToReset()) {
      throw new DeviceException(
          Fault.CARD_MUTE,
          Effect.NONE,
          "",
          "powering the chip up: no answer to reset; take another card");
    }
    byte[] answer = card.card().powerOn();
    powered = true;
    boolean extended = maxData > 255;
    return new ChipConnection(
        answer,
        ChipConnection.Protocol.T1,
        extended ? maxData + 9 : 261,
        extended ? maxData + 2 : 258);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    InsertedCard card = requireCard("sending a command");
    if (!powered) {
      throw new DeviceException(
          Fault.CARD_TAKEN,
          Effect.NONE,
          "",
          "sending a command: the chip has lost its power; power it up and read the card");
    }
    requireCarried(command);
    long start = pace.nanoTime();
    return switch (card.exchange(command)) {
      case Outcome.Answered answer -> respond(start, command, answer, limit);
      case Outcome.Lost lost -> throw lost(start, command, lost, limit);
      case Outcome.Silent silent -> throw silent(limit);
      case Outcome.Pulled pulled -> throw pulled();
      case Outcome.Swapped swapped -> throw swapped();
    };
  }

  private byte[] respond(long start, byte[] command, Outcome.Answered answer, Duration limit)
      throws DeviceException {
    Bytes response = answer.response();
    long nanos = latency.nanosOf(command.length + response.size(), answer.pages());
    passUntil(start + nanos, start + limit.toNanos(), Effect.UNKNOWN, "waiting for the response");
    if (response.size() - 2 > (maxData > 255 ? maxData : 256)) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.UNKNOWN,
          "",
          "receiving a response of " + response.size() + " bytes: the reader carries " + maxData);
    }
    return response.toArray();
  }

  private DeviceException lost(long start, byte[] command, Outcome.Lost lost, Duration limit)
      throws DeviceException {
    long end = start + latency.nanosOf(command.length, lost.pages());
    passUntil(end, start + limit.toNanos(), Effect.UNKNOWN, "waiting for the response");
    return new DeviceException(
        Fault.COMMUNICATION,
        Effect.UNKNOWN,
        "",
        "sending a command: its response was lost on the line; read the card");
  }

  private DeviceException silent(Duration limit) throws DeviceException {
    pass(Long.MAX_VALUE / 4, limit, Effect.UNKNOWN, "waiting for the response");
    throw new IllegalStateException("a limit longer than a century");
  }

  private DeviceException pulled() {
    lock.lock();
    try {
      inserted = null;
      powered = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return new DeviceException(
        Fault.CARD_TAKEN,
        Effect.UNKNOWN,
        "",
        "sending a command: the card was pulled in the middle of it; read the card before use");
  }

  private DeviceException swapped() {
    powered = false;
    return new DeviceException(
        Fault.CARD_TAKEN,
        Effect.NONE,
        "",
        "sending a command: the card was taken and another one put in its place; read it first");
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    requireOpen("powering the chip down");
    powerDown();
  }

  /** Takes the power from the chip, from any thread. */
  void powerDown() {
    lock.lock();
    try {
      powered = false;
      if (inserted != null) {
        inserted.card().powerOff();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the running call and every later one. Any thread. */
  void close() {
    closed = true;
    Thread caller = user;
    if (caller != null) {
      LockSupport.unpark(caller);
    }
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets so much time pass for a movement of the device. */
  void pass(long nanos, Duration limit, Effect effect, String doing) throws DeviceException {
    long start = pace.nanoTime();
    passUntil(start + nanos, start + limit.toNanos(), effect, doing);
  }

  private void passUntil(long end, long limitEnd, Effect effect, String doing)
      throws DeviceException {
    user = Thread.currentThread();
    try {
      pace.sleepUntil(end - limitEnd < 0 ? end : limitEnd, () -> closed);
    } finally {
      user = null;
    }
    if (closed || Thread.currentThread().isInterrupted()) {
      throw cancelled(effect, doing);
    }
    if (end - limitEnd > 0) {
      throw new DeviceException(
          Fault.TIMEOUT, effect, "", doing + ": nothing came within the limit");
    }
  }

  private void requireCarried(byte[] command) throws DeviceException {
    int largest = maxData > 255 ? maxData + 9 : 261;
    if (command.length > largest) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.NONE,
          "",
          "sending a command of %d bytes: the reader carries %d"
              .formatted(command.length, largest));
    }
  }

  private InsertedCard requireCard(String doing) throws DeviceException {
    lock.lock();
    try {
      requireOpen(doing);
      InsertedCard card = inserted;
      if (card == null) {
        throw new DeviceException(
            Fault.CARD_MISSING, Effect.NONE, "", doing + ": no card is there");
      }
      return card;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen(String doing) throws DeviceException {
    if (closed) {
      throw cancelled(Effect.NONE, doing);
    }
  }

  private static DeviceException cancelled(Effect effect, String doing) {
    return new DeviceException(
        Fault.CANCELLED, effect, "", doing + ": it was asked to stop before it was done");
  }
}
