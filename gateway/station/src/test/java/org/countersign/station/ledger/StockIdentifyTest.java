package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.StockCard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card that a device took in unread, and whose number is known later, is counted once. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StockIdentifyTest {

  @TempDir Path folder;

  private LedgerFixture fixture;
  private int movements;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  /** The tables are what the chain makes of them, each time. */
  @AfterEach
  void everyCountIsWhatTheChainMakesIt() {
    assertThat(fixture.ledger.verify()).isEmpty();
    fixture.close();
  }

  private void batch(String id, long quantity) {
    fixture.ledger.stock().receive(new Receipt(id, "residence-permit", quantity, "", "lin"));
    move(Action.OPEN, id, List.of());
  }

  private void move(Action action, String batch, List<String> cards) {
    fixture
        .ledger
        .stock()
        .move(
            new Movement(
                "m-" + ++movements,
                action,
                batch,
                cards,
                0,
                "",
                Optional.of(Reason.UNREADABLE),
                "lin",
                Optional.of("wei")));
  }

  private JobJournal opened(String job, String chip) {
    fixture.accept(job);
    return fixture.advance(job, chip, JobState.OPENED);
  }

  private String takenInUnread() {
    fixture.ledger.quarantine("encoder-1", "no answer to reset");
    return fixture.ledger.stock().cards(Set.of(CardState.QUARANTINED), 1).getFirst().chip();
  }

  private Map<CardState, Long> counts(String id) {
    return fixture.ledger.stock().batches().stream()
        .filter(batch -> batch.id().equals(id))
        .findFirst()
        .orElseThrow()
        .counts();
  }

  private CardState state(String chip) {
    return fixture.ledger.stock().cards(Set.of(), 100).stream()
        .filter(card -> card.chip().equals(chip))
        .map(StockCard::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_number_that_nobody_had_seen_is_the_cards_own_from_then_on() {
    batch("B-1", 10);
    String unread = takenInUnread();

    move(Action.IDENTIFY, "", List.of(unread, "0a"));

    assertThat(state("0A")).isEqualTo(CardState.QUARANTINED);
    assertThat(fixture.ledger.stock().cards(Set.of(), 10)).hasSize(1);
    assertThat(counts("B-1"))
        .containsEntry(CardState.BLANK, 9L)
        .containsEntry(CardState.QUARANTINED, 1L);
  }

  @Test
  void a_card_in_doubt_that_was_taken_in_unread_was_no_blank_and_stays_in_doubt() {
    batch("B-1", 10);
    opened("a", "0A").doubt("pulled");
    String unread = takenInUnread();
    assertThat(counts("B-1")).containsEntry(CardState.BLANK, 8L);

    move(Action.IDENTIFY, "", List.of(unread, "0A"));

    assertThat(state("0A")).isEqualTo(CardState.IN_DOUBT);
    assertThat(counts("B-1"))
        .containsEntry(CardState.BLANK, 9L)
        .containsEntry(CardState.IN_DOUBT, 1L)
        .containsEntry(CardState.QUARANTINED, 0L);
  }

  @Test
  void a_blank_that_had_been_released_is_the_one_in_quarantine() {
    batch("B-1", 10);
    opened("a", "0A").release("the reader lost its power");
    String unread = takenInUnread();

    move(Action.IDENTIFY, "", List.of(unread, "0A"));

    assertThat(state("0A")).isEqualTo(CardState.QUARANTINED);
    assertThat(counts("B-1"))
        .containsEntry(CardState.BLANK, 9L)
        .containsEntry(CardState.QUARANTINED, 1L);
  }

  @Test
  void a_card_that_no_batch_was_open_for_leaves_nothing_behind() {
    opened("a", "0A").doubt("pulled");
    String unread = takenInUnread();

    move(Action.IDENTIFY, "", List.of(unread, "0A"));

    assertThat(counts(Batch.UNBATCHED)).allSatisfy((state, count) -> assertThat(count).isZero());
    assertThat(counts(Batch.UNBATCHED + "residence-permit")).containsEntry(CardState.IN_DOUBT, 1L);
  }

  @Test
  void the_report_of_the_shift_names_both() {
    batch("B-1", 10);
    opened("a", "0A").spoil("pulled");
    move(Action.SPOIL, "", List.of("0A"));
    fixture.ledger.shifts().open(1, "lin", Map.of());
    String unread = takenInUnread();
    move(Action.IDENTIFY, "", List.of(unread, "0A"));

    assertThat(fixture.closeShift(1)).isNotNull();

    assertThat(fixture.ledger.shifts().report(1).orElseThrow().movements())
        .anySatisfy(line -> {
          assertThat(line.what()).isEqualTo("IDENTIFIED");
          assertThat(line.cards()).isEqualTo(unread + " = 0A");
        });
  }

  @Test
  void a_card_that_was_sent_away_or_never_was_there_is_refused() {
    batch("B-1", 10);
    String unread = takenInUnread();
    move(Action.RETURN, "", List.of(unread));

    assertThatThrownBy(() -> move(Action.IDENTIFY, "", List.of(unread, "0A")))
        .isInstanceOf(StockRefusedException.class)
        .hasMessageContaining("returned");
    assertThatThrownBy(() -> move(Action.IDENTIFY, "", List.of("unread-99", "0A")))
        .isInstanceOf(StockRefusedException.class)
        .hasMessageContaining("is no card on record here");
    assertThat(counts("B-1")).containsEntry(CardState.BLANK, 9L);
  }
}
