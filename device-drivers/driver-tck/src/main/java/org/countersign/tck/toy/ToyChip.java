package org.countersign.tck.toy;

import java.time.Duration;
import org.countersign.tck.card.KitCard;

/** The chip of a card in a toy encoder. One command at a time, under the device's lock. */
public interface ToyChip {

  /** Answer to reset. */
  byte[] atr();

  /** Power comes, or comes again: what was selected or opened is lost. */
  void power();

  /** Answers a command APDU with data, if any, and status word. */
  byte[] answer(byte[] command);

  /** How long it works at a command before the answer goes out. */
  default Duration time(byte[] command) {
    return Duration.ZERO;
  }

  /** The kit's own card, which answers to the kit alone. */
  static ToyChip ofKit() {
    KitCard card = new KitCard(KitCard.Protocol.T1);
    return new ToyChip() {
      @Override
      public byte[] atr() {
        return card.atr();
      }

      @Override
      public void power() {
        card.power();
      }

      @Override
      public byte[] answer(byte[] command) {
        return card.answer(command);
      }

      @Override
      public Duration time(byte[] command) {
        return KitCard.time(command);
      }
    };
  }
}
