package org.countersign.testbed;

/** Where a hand puts a card: the slot of a virtual or emulated reader. Any thread. */
public interface CardSlot extends AutoCloseable {

  /**
   * Puts a card in; returns at once.
   *
   * @throws IllegalStateException if one is in
   */
  void insert(CardEmulator card);

  /** Pulls the card out, in the middle of an exchange if there is one; nothing if none is in. */
  void remove();

  /** Pulls the card out and lets the slot go. */
  @Override
  void close();
}
