package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.countersign.simulator.CardKind;

/**
 * The clerk's desk: new blanks, and every card that came out of a reader otherwise than issued. Those
 * are put back, in an order that the seed decides and as often as the clerk has patience.
 */
final class Desk {

  private final SplittableRandom choices;
  private final int patience;
  private final List<Chip> all = new ArrayList<>();
  private final List<Chip> toPutBack = new ArrayList<>();
  private Function<Chip, String> record = chip -> "";

  /**
   * An empty desk.
   *
   * @param patience how often a card is put back
   */
  Desk(SplittableRandom choices, int patience) {
    this.choices = choices;
    this.patience = patience;
  }

  /** What the station's screen says of a card; empty if it knows nothing. */
  void screen(Function<Chip, String> record) {
    this.record = record;
  }

  /** A new blank from the box of blanks. */
  Chip blank(CardKind kind) {
    Chip chip = new Chip(kind, all.size() + 1);
    all.add(chip);
    return chip;
  }

  /** Every card that was ever given out. */
  List<Chip> all() {
    return all;
  }

  /** A card comes out of a reader. */
  void take(Chip chip) {
    boolean issued = record.apply(chip).equals("ISSUED");
    // Now and then somebody puts a finished card in again.
    boolean comesBack = !issued || choices.nextInt(8) == 0;
    if (comesBack && chip.comebacks() < patience) {
      toPutBack.add(chip);
    }
  }

  /** Cards that wait to be put back. */
  boolean hasToPutBack(CardKind kind) {
    return toPutBack.stream().anyMatch(chip -> chip.kind() == kind);
  }

  /** One of the cards that are to be put back. */
  Optional<Chip> putBack(CardKind kind) {
    List<Chip> fitting = toPutBack.stream().filter(chip -> chip.kind() == kind).toList();
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    Chip chosen = fitting.get(choices.nextInt(fitting.size()));
    toPutBack.remove(chosen);
    chosen.comesBack();
    return Optional.of(chosen);
  }

  boolean coin() {
    return choices.nextBoolean();
  }
}
