package org.countersign.station.cuts;

import java.util.HexFormat;
import java.util.Locale;
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
  private int comebacksSince;

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

  /**
   * The number under which the ledger keeps it: of a GlobalPlatform chip fabricator, type, batch
   * and serial of its production life cycle data, of the file card its whole number.
   */
  String id() {
    String whole = card.chipId().toUpperCase(Locale.ROOT);
    return kind() == CardKind.LDS
        ? "43534C44" + whole.substring(16) + whole.substring(8, 16)
        : whole;
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

  /**
   * How often it was put back into a reader since the last cut.
   *
   * @param cuts how many there were
   */
  int comebacks(int cuts) {
    return comebacksSince == cuts ? comebacks : 0;
  }

  void comesBack(int cuts) {
    comebacks = comebacks(cuts) + 1;
    comebacksSince = cuts;
  }

  @Override
  public String toString() {
    return "chip " + number;
  }
}
