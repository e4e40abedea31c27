package org.countersign.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.testbed.CardSlot;
import org.countersign.testbed.VpcdClient;
import org.jspecify.annotations.Nullable;

/**
 * A person at a reader, in software: puts a blank into the slot of a vpcd reader or of an emulated
 * one, takes it out when the station has done with it, lays it into a tray, and puts in the next.
 *
 * <p>The station has done with a card when the reader has powered it down after commands and leaves
 * it down for a while. A thread of its own, {@code hand-<port>}; every method from any thread.
 */
public final class VirtualHand implements AutoCloseable {

  private final BlankSupply blanks;
  private final Latency latency;
  private final CardTray tray;
  private final HandRhythm rhythm;
  private final CardSlot slot;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicInteger left;
  private volatile @Nullable CardStay stay;

  /**
   * A hand that has not begun.
   *
   * @param port the slot's TCP port on loopback
   * @param spec what its blanks are
   * @param count blanks in the hand
   * @param faults what goes wrong with the n-th card, as in the driver
   * @param latency time of the commands; {@code feed} is not used
   * @param tray where cards end: presented if the station had done with them or they were taken on
   *     command, pulled if a fault pulled or swapped them
   */
  public VirtualHand(
      int port,
      CardSpec spec,
      int count,
      FaultPlan faults,
      Latency latency,
      CardTray tray,
      HandRhythm rhythm) {
    this(new VpcdClient(port), "" + port, spec, count, faults, latency, tray, rhythm);
  }

  /**
   * The same at the slot of any reader.
   *
   * @param slot where the cards go; closed with the hand
   * @param name of its thread, behind {@code hand-}
   */
  public VirtualHand(
      CardSlot slot,
      String name,
      CardSpec spec,
      int count,
      FaultPlan faults,
      Latency latency,
      CardTray tray,
      HandRhythm rhythm) {
    this.blanks = new BlankSupply(spec, faults);
    this.left = new AtomicInteger(count);
    this.latency = latency;
    this.tray = tray;
    this.rhythm = rhythm;
    this.slot = slot;
    this.thread = Thread.ofPlatform().daemon().name("hand-" + name).unstarted(this::run);
  }

  /** Begins at once, with cards that nothing happens to and that take no time. */
  public static VirtualHand feeding(int port, CardSpec spec, int count, CardTray tray) {
    VirtualHand hand =
        new VirtualHand(port, spec, count, FaultPlan.none(), Latency.NONE, tray, HandRhythm.USUAL);
    hand.start();
    return hand;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Takes the card out now, whatever the station does with it. */
  public void takeOut() {
    CardStay current = stay;
    if (current != null) {
      current.take();
    }
  }

  /** The card in the reader. */
  public Optional<VirtualCard> card() {
    return Optional.ofNullable(stay).map(s -> s.inserted().card());
  }

  /** Blanks that were not yet put in. */
  public int left() {
    return left.get();
  }

  /** Takes the card out, tells nobody of it, and stops. */
  @Override
  public void close() {
    stopping.countDown();
    thread.interrupt();
    slot.close();
  }

  private void run() {
    try {
      // If another hand has just emptied the slot, pcscd must see it empty: when SCardDisconnect
      // finds
      // the card gone before pcscd's poll does, a card that comes before that poll is never told
      // of.
      pause(rhythm.gap());
      Optional<InsertedCard> next = next();
      while (next.isPresent() && stopping.getCount() > 0) {
        next = stay(next.get());
      }
    } catch (InterruptedException e) {
      // close() ends the thread this way; nobody else has it.
      slot.close();
    }
  }

  /** One stay; gives the card for the next one. */
  private Optional<InsertedCard> stay(InsertedCard card) throws InterruptedException {
    CardStay current = new CardStay(card, latency, Pace.real(), slot::remove);
    stay = current;
    slot.insert(current);
    CardStay.End end = current.await(rhythm);
    slot.remove();
    stay = null;
    lay(card, end);
    pause(rhythm.gap());
    // What lies there after a swap or a broken contact keeps its count of commands and its faults.
    return switch (end) {
      case SWAPPED, BROKEN -> Optional.of(card);
      case FINISHED, TAKEN, PULLED -> next();
    };
  }

  private Optional<InsertedCard> next() {
    Optional<VirtualCard> returned = tray.takeReturned();
    if (returned.isPresent()) {
      return returned.map(blanks::brought);
    }
    if (left.get() == 0) {
      return Optional.empty();
    }
    left.decrementAndGet();
    return Optional.of(blanks.next());
  }

  private void lay(InsertedCard card, CardStay.End end) {
    card.takeSwappedOut().ifPresent(tray::pull);
    switch (end) {
      case FINISHED, TAKEN -> tray.present(card.card());
      case PULLED -> tray.pull(card.card());
      case SWAPPED, BROKEN -> card.card().powerOff();
    }
  }

  private void pause(Duration time) throws InterruptedException {
    if (stopping.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the hand stops");
    }
  }
}
