package org.countersign.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.simulator.VirtualCard;

/** Every blank that was ever taken to a device, and which cards were set aside. Any thread. */
final class BlankPile {

  private final Supplier<VirtualCard> maker;
  private final List<VirtualCard> taken = new ArrayList<>();
  private final Set<VirtualCard> apart = new LinkedHashSet<>();

  /** A pile without end. */
  BlankPile(Supplier<VirtualCard> maker) {
    this.maker = maker;
  }

  /** Takes a new blank. */
  synchronized VirtualCard take() {
    VirtualCard blank = maker.get();
    taken.add(blank);
    return blank;
  }

  /** Sets a card aside that nobody must be given. */
  synchronized void keepApart(VirtualCard card) {
    apart.add(card);
  }

  /** Whether it was set aside. */
  synchronized boolean isApart(VirtualCard card) {
    return apart.contains(card);
  }

  /** All that were taken, in order. */
  synchronized List<VirtualCard> taken() {
    return List.copyOf(taken);
  }
}
