package org.countersign.station.lanes;

import java.util.Optional;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.issue.TestCardJournal;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.personalization.issue.TestCardRun;

/** The chips that are test cards and never blanks. Any thread, and the device's at its contact. */
public final class TestCardList {

  /** Told of one that was put in for a blank. */
  static final String NO_BLANK =
      "this is a test card of the station and no blank: nothing was done to it; take it out and put"
          + " in a blank";

  private record Kept(TestCardRun run, TestCardJournal journal) {}

  private final Optional<Kept> kept;

  private TestCardList(Optional<Kept> kept) {
    this.kept = kept;
  }

  /** Of a station without any. */
  public static TestCardList none() {
    return new TestCardList(Optional.empty());
  }

  /**
   * Of a station that has some.
   *
   * @param run knows them
   * @param journal has the attempts at them on record
   */
  public static TestCardList of(TestCardRun run, TestCardJournal journal) {
    return new TestCardList(Optional.of(new Kept(run, journal)));
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** Whether the chip of that number, hex, is one. */
  boolean has(String chip) {
    return kept.filter(k -> k.run().isTestCard(chip)).isPresent();
  }

  /** Whether one lies at the contact; the chip is asked its number and nothing else. */
  boolean liesAt(ChipContact contact) {
    return kept.filter(k -> k.run().liesAt(contact)).isPresent();
  }

  /** Tries what lies at the contact. */
  TestCardResult tryAt(ChipContact contact) {
    return kept.map(k -> k.run().run(contact, k.journal())).orElseGet(TestCardResult.NoCard::new);
  }
}
