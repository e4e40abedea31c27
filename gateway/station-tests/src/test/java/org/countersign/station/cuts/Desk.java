package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.countersign.simulator.CardKind;

/**
 * The clerk's desk: new blanks, and every card that came out of a reader otherwise than issued.
 * Those are put back, in an order that the seed decides and as often as the clerk has patience.
 */
final class Desk {

  private final SplittableRandom choices;
  private final int patience;
  private final IntSupplier cuts;
  private final List<Chip> all = new ArrayList<>();
  private final List<Chip> out = new ArrayList<>();

  /** Cards that somebody puts in again although they are finished. */
  private final Set<Chip> mixedUp = new HashSet<>();

  private Function<Chip, String> record = chip -> "";

  /**
   * An empty desk.
   *
   * @param patience how often a card is put back after the last cut
   * @param cuts how many there were
   */
  Desk(SplittableRandom choices, int patience, IntSupplier cuts) {
    this.choices = choices;
    this.patience = patience;
    this.cuts = cuts;
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
    out.add(chip);
    if (choices.nextInt(8) == 0) {
      mixedUp.add(chip);
    }
  }

  /** Whether the clerk still has the patience to put it back. */
  boolean isTriedFor(Chip chip) {
    return chip.comebacks(cuts.getAsInt()) < patience;
  }

  /** Whether there is a card to be put back. */
  boolean hasToPutBack(CardKind kind) {
    return out.stream().anyMatch(chip -> isToBePutBack(chip, kind));
  }

  /** Asked when a reader is free: what the screen says may have changed since the card came out. */
  private boolean isToBePutBack(Chip chip, CardKind kind) {
    return chip.kind() == kind
        && isTriedFor(chip)
        && (mixedUp.contains(chip) || !record.apply(chip).equals("ISSUED"));
  }

  /** One of the cards that are to be put back. */
  Optional<Chip> putBack(CardKind kind) {
    List<Chip> fitting = out.stream().filter(chip -> isToBePutBack(chip, kind)).toList();
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    Chip chosen = fitting.get(choices.nextInt(fitting.size()));
    out.remove(chosen);
    mixedUp.remove(chosen);
    chosen.comesBack(cuts.getAsInt());
    return Optional.of(chosen);
  }

  boolean coin() {
    return choices.nextBoolean();
  }
}
