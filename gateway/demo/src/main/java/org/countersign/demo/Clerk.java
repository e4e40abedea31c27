package org.countersign.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.testbed.CardSlot;
import org.jspecify.annotations.Nullable;

/**
 * Lays blank after blank into a reader without a feeder, and takes each out when the station's API
 * says so. A thread of its own, {@code clerk}.
 */
final class Clerk implements AutoCloseable {

  private static final long GLANCE_MILLIS = 10;

  private final CardSlot slot;
  private final BlankPile blanks;
  private final StationClient station;
  private final CountDownLatch going = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable VirtualCard card;

  private Clerk(CardSlot slot, BlankPile blanks, StationClient station) {
    this.slot = slot;
    this.blanks = blanks;
    this.station = station;
    this.thread = Thread.ofPlatform().daemon().name("clerk").unstarted(this::serve);
  }

  /** Begins at once. The station has one device. */
  static Clerk at(CardSlot slot, BlankPile blanks, StationClient station) {
    Clerk clerk = new Clerk(slot, blanks, station);
    clerk.thread.start();
    return clerk;
  }

  private void serve() {
    try {
      do {
        glance();
      } while (!going.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      slot.remove();
    }
  }

  private void glance() throws InterruptedException {
    String told;
    try {
      told = station.devices().getFirst().detail();
    } catch (StationException busy) {
      return; // The next glance will do.
    }
    boolean waste = told.contains("take the card out");
    boolean takeOut = waste || told.contains("take it out");
    VirtualCard inside = card;
    if (inside != null && takeOut) {
      slot.remove();
      card = null;
      if (waste) {
        blanks.keepApart(inside);
      }
    } else if (inside == null && !takeOut) {
      VirtualCard blank = blanks.take();
      slot.insert(new LaidCard(blank));
      card = blank;
    }
  }

  /** Takes the last card out and goes. */
  @Override
  public void close() throws InterruptedException {
    going.countDown();
    thread.join();
  }
}
