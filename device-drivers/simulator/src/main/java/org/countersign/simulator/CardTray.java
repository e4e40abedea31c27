package org.countersign.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where the cards of a device end, and where a person finds them: those it presented, those it
 * retained, and those that were pulled out of it. Each pile holds the last {@value #CAPACITY}
 * cards. Any thread.
 */
public final class CardTray {

  /** Cards that a pile holds; the oldest is thrown away for the next. */
  public static final int CAPACITY = 1_000;

  private static final ConcurrentMap<String, CardTray> TRAYS = new ConcurrentHashMap<>();

  private final String name;
  private final Deque<VirtualCard> presented = new ArrayDeque<>();
  private final Deque<VirtualCard> retained = new ArrayDeque<>();
  private final Deque<VirtualCard> pulled = new ArrayDeque<>();
  private final Deque<VirtualCard> returned = new ArrayDeque<>();

  /** An empty tray that only its holder knows. */
  public CardTray(String name) {
    this.name = name;
  }

  /** The tray with that name in this JVM, the same one for everybody. */
  public static CardTray named(String name) {
    return TRAYS.computeIfAbsent(name, CardTray::new);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Takes the oldest presented card. */
  public synchronized Optional<VirtualCard> take() {
    return Optional.ofNullable(presented.poll());
  }

  /**
   * Takes the oldest presented card and waits for one if need be; empty when the limit has passed.
   */
  public synchronized Optional<VirtualCard> take(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long left = deadline - System.nanoTime();
    while (presented.isEmpty() && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = deadline - System.nanoTime();
    }
    return take();
  }

  /** Presented cards in order. */
  public synchronized List<VirtualCard> presented() {
    return List.copyOf(presented);
  }

  /** Cards in the retain bin in order. */
  public synchronized List<VirtualCard> retained() {
    return List.copyOf(retained);
  }

  /** Cards that were taken out of the device in the middle of the work, in order. */
  public synchronized List<VirtualCard> pulled() {
    return List.copyOf(pulled);
  }

  /** Lays a card on top of the device's hopper: it is fed next. It leaves every pile. */
  public synchronized void putBack(VirtualCard card) {
    presented.remove(card);
    retained.remove(card);
    pulled.remove(card);
    returned.add(card);
  }

  /** Takes every card away. */
  public synchronized void clear() {
    presented.clear();
    retained.clear();
    pulled.clear();
    returned.clear();
  }

  /** Takes the card that lies on top of the hopper; for the device. */
  public synchronized Optional<VirtualCard> takeReturned() {
    return Optional.ofNullable(returned.poll());
  }

  /** Cards that lie on top of the hopper. */
  public synchronized int returnedCount() {
    return returned.size();
  }

  /** The device presents a card. */
  public synchronized void present(VirtualCard card) {
    lay(presented, card);
    notifyAll();
  }

  /** The device retains a card. */
  public synchronized void retain(VirtualCard card) {
    lay(retained, card);
  }

  /** A card left the device in the middle of the work. */
  public synchronized void pull(VirtualCard card) {
    lay(pulled, card);
  }

  private static void lay(Deque<VirtualCard> pile, VirtualCard card) {
    if (pile.size() == CAPACITY) {
      pile.removeFirst();
    }
    pile.addLast(card);
  }
}
