package org.countersign.station.cuts;

import java.util.HexFormat;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardState;
import org.countersign.simulator.VirtualCard;

/** A card of the run, with what only an onlooker knows of it. */
final class Chip {

  private final int number;
  private final VirtualCard card;
  private final CardState blank;
  private int comebacks;

  /**
   * A blank.
   *
   * @param number from 1, in the order in which they came
   */
  Chip(CardKind kind, int number) {
    this.number = number;
    CardSpec spec =
        CardSpec.blank(kind)
            .withMasterKey(CardSpec.testKey(16), kind == CardKind.LDS)
            .withChipNumber(Bytes.of(HexFormat.of().parseHex("8986%016d".formatted(number))));
    this.card = VirtualCard.make(spec);
    this.blank = card.state();
  }

  VirtualCard card() {
    return card;
  }

  int number() {
    return number;
  }

  CardKind kind() {
    return card.spec().kind();
  }

  /** The number under which the ledger keeps it, or ends in. */
  String id() {
    return card.chipId().toUpperCase(java.util.Locale.ROOT);
  }

  /** Whether its memory was changed in any way since it was made. */
  boolean isTouched() {
    return card.pagesWritten() > blank.pagesWritten();
  }

  /** Whether there is anything in it that a blank has not. */
  boolean hasContents() {
    CardState now = card.state();
    return now.memoryUsed() != blank.memoryUsed()
        || now.keyVersion() != blank.keyVersion()
        || now.isFinished();
  }

  boolean isActive() {
    return card.state().isFinished();
  }

  /** Failed or unfinished authentications that its counter remembers. */
  int triesSpent() {
    return blank.triesLeft() - card.state().triesLeft();
  }

  /** How often it was put back into a reader. */
  int comebacks() {
    return comebacks;
  }

  void comesBack() {
    comebacks++;
  }

  @Override
  public String toString() {
    return "chip " + number;
  }
}
