package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StockBookTest {

  private static final String PRODUCT = "residence-permit";

  @TempDir private Path folder;

  private LedgerFixture fixture;
  private int movements;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void everyCountIsWhatTheChainMakesIt() {
    try (LedgerFixture last = fixture) {
      assertThat(last.ledger.verify()).isEmpty();
    }
  }

  private void receive(String batch, long quantity) {
    fixture.ledger.stock().receive(new Receipt(batch, PRODUCT, quantity, "", "lin"));
  }

  private void receiveAndOpen(String batch, long quantity) {
    receive(batch, quantity);
    move(Action.OPEN, batch, List.of(), 0);
  }

  private void move(Action action, String batch, List<String> cards, long quantity) {
    fixture.ledger.stock().move(movement(action, batch, cards, quantity));
  }

  private Movement movement(Action action, String batch, List<String> cards, long quantity) {
    return new Movement(
        "m-" + ++movements,
        action,
        batch,
        cards,
        quantity,
        "",
        Optional.of(Reason.DAMAGED),
        "lin",
        Optional.of("wei"));
  }

  private JobJournal opened(String job, String chip) {
    fixture.accept(job);
    return fixture.advance(job, chip, JobState.OPENED);
  }

  private Batch batch(String id) {
    return fixture.ledger.stock().batches().stream()
        .filter(batch -> batch.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private long count(String batch, CardState state) {
    return batch(batch).count(state);
  }

  private static List<String> fields(StockRefusedException refused) {
    return refused.problems().stream().map(FieldProblem::field).toList();
  }

  @Test
  void a_batch_is_all_blanks_when_it_is_received() {
    receive("B-1", 500);

    assertThat(batch("B-1").received()).isEqualTo(500);
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(500);
    assertThat(batch("B-1").openFor()).isEmpty();
  }

  @Test
  void the_same_receipt_again_adds_nothing_and_another_one_under_its_id_is_refused() {
    receive("B-1", 500);
    receive("B-1", 500);
    assertThat(batch("B-1").received()).isEqualTo(500);

    assertThatThrownBy(() -> receive("B-1", 400)).isInstanceOf(StockRefusedException.class);
    assertThat(batch("B-1").received()).isEqualTo(500);
  }

  @Test
  void every_state_of_a_card_is_counted_in_the_batch_it_came_from() {
    receiveAndOpen("B-1", 10);
    opened("a", "0A");
    opened("b", "0B").spoil("pulled");
    JobJournal doubt = opened("c", "0C");
    doubt.doubt("pulled");
    JobJournal issued = opened("d", "0D");
    LedgerFixture.issue(issued, "0D");
    opened("e", "0E").release("the reader lost its power");
    opened("f", "0F").releaseFrom("other keys");
    fixture.ledger.quarantine("encoder-1", "no answer to reset");

    Batch batch = batch("B-1");
    assertThat(batch.received()).isEqualTo(10);
    assertThat(batch.count(CardState.BLANK)).isEqualTo(10 - 6);
    assertThat(batch.count(CardState.IN_PROCESS)).isEqualTo(1);
    assertThat(batch.count(CardState.SPOILED)).isEqualTo(1);
    assertThat(batch.count(CardState.IN_DOUBT)).isEqualTo(1);
    assertThat(batch.count(CardState.ISSUED)).isEqualTo(1);
    assertThat(batch.count(CardState.QUARANTINED)).isEqualTo(2);
  }

  @Test
  void a_card_that_was_released_as_a_blank_is_not_drawn_twice() {
    receiveAndOpen("B-1", 2);
    opened("a", "0A").release("the reader lost its power");
    fixture.advance("a", "0A", JobState.OPENED);

    assertThat(count("B-1", CardState.BLANK)).isEqualTo(1);
    assertThat(count("B-1", CardState.IN_PROCESS)).isEqualTo(1);
  }

  @Test
  void cards_taken_while_no_batch_is_open_are_told_and_can_be_assigned_later() {
    LedgerFixture.issue(opened("a", "0A"), "0A");
    opened("b", "0B").spoil("pulled");
    assertThat(fixture.ledger.stock().discrepancies())
        .contains(new Discrepancy(Discrepancy.Kind.UNBATCHED, PRODUCT, 2));

    receive("B-1", 100);
    move(Action.ASSIGN, "B-1", List.of(), 0);

    assertThat(batch("B-1").received()).isEqualTo(100);
    assertThat(count("B-1", CardState.ISSUED)).isEqualTo(1);
    assertThat(count("B-1", CardState.SPOILED)).isEqualTo(1);
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(98);
    assertThat(fixture.ledger.stock().discrepancies())
        .extracting(Discrepancy::kind)
        .doesNotContain(Discrepancy.Kind.UNBATCHED);
  }

  @Test
  void more_cards_than_a_batch_had_are_not_hidden_in_it() {
    receiveAndOpen("B-1", 1);
    opened("a", "0A");
    opened("b", "0B");

    assertThat(batch("B-1").received()).isEqualTo(1);
    assertThat(count("B-1", CardState.BLANK)).isZero();
    assertThat(fixture.ledger.stock().discrepancies())
        .containsExactly(new Discrepancy(Discrepancy.Kind.UNBATCHED, PRODUCT, 1));
  }

  @Test
  void a_devices_own_batch_goes_before_the_one_for_all() {
    receiveAndOpen("B-all", 5);
    receive("B-own", 5);
    fixture
        .ledger
        .stock()
        .move(
            new Movement(
                "own",
                Action.OPEN,
                "B-own",
                List.of(),
                0,
                "encoder-1",
                Optional.empty(),
                "lin",
                Optional.empty()));
    opened("a", "0A");

    assertThat(count("B-own", CardState.BLANK)).isEqualTo(4);
    assertThat(count("B-all", CardState.BLANK)).isEqualTo(5);
    assertThat(batch("B-own").openFor()).containsExactly("encoder-1");
  }

  @Test
  void where_a_batch_is_required_no_card_is_taken_without_one() {
    fixture.ledger.stock().requireBatch(true);
    fixture.accept("a");
    fixture.ledger.reserve("a", LedgerFixture.SERIALS);
    JobJournal journal = fixture.ledger.journal("a", "encoder-1");
    assertThatThrownBy(() -> journal.enter(JobState.OPENED, Map.of("chip", "0A")))
        .isInstanceOf(NoBatchException.class)
        .hasMessageContaining("countersign stock open");
    assertThat(fixture.state("a")).isEqualTo(JobState.RESERVED);
    assertThat(fixture.ledger.stock().drawable("encoder-1", Set.of(PRODUCT))).contains(Set.of());

    receiveAndOpen("B-1", 1);
    assertThat(fixture.ledger.stock().drawable("encoder-1", Set.of())).contains(Set.of(PRODUCT));
    fixture.advance("a", "0A", JobState.OPENED);
    assertThat(fixture.ledger.stock().drawable("encoder-1", Set.of(PRODUCT))).contains(Set.of());
  }

  @Test
  void a_shut_batch_gives_no_more_cards() {
    receiveAndOpen("B-1", 5);
    move(Action.SHUT, "B-1", List.of(), 0);
    opened("a", "0A");

    assertThat(count("B-1", CardState.BLANK)).isEqualTo(5);
    assertThatThrownBy(() -> move(Action.SHUT, "B-1", List.of(), 0))
        .isInstanceOf(StockRefusedException.class)
        .hasMessageContaining("is not open");
  }

  @Test
  void a_count_that_agrees_takes_one_person_and_one_that_differs_takes_two() {
    receive("B-1", 10);
    Movement alone =
        new Movement(
            "alone",
            Action.COUNT,
            "B-1",
            List.of(),
            10,
            "",
            Optional.empty(),
            "lin",
            Optional.empty());
    fixture.ledger.stock().move(alone);
    Movement differs =
        new Movement(
            "differs",
            Action.COUNT,
            "B-1",
            List.of(),
            9,
            "",
            Optional.empty(),
            "lin",
            Optional.empty());
    assertThatThrownBy(() -> fixture.ledger.stock().move(differs))
        .isInstanceOf(StockRefusedException.class)
        .hasMessageContaining("10 blank(s) on record");
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(10);
  }

  @Test
  void blanks_that_are_missing_are_lost_and_found_again_before_there_are_more() {
    receive("B-1", 10);
    move(Action.COUNT, "B-1", List.of(), 7);
    assertThat(count("B-1", CardState.LOST)).isEqualTo(3);

    move(Action.COUNT, "B-1", List.of(), 12);
    assertThat(count("B-1", CardState.LOST)).isZero();
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(12);
    assertThat(batch("B-1").received()).isEqualTo(12);
  }

  @Test
  void a_known_blank_that_was_counted_as_lost_is_found_when_it_is_taken() {
    receiveAndOpen("B-1", 1);
    opened("a", "0A").release("the reader lost its power");
    move(Action.COUNT, "B-1", List.of(), 0);
    assertThat(count("B-1", CardState.LOST)).isEqualTo(1);

    fixture.advance("a", "0A", JobState.OPENED);

    assertThat(count("B-1", CardState.LOST)).isZero();
    assertThat(count("B-1", CardState.IN_PROCESS)).isEqualTo(1);
    assertThat(batch("B-1").received()).isEqualTo(1);
  }

  @Test
  void what_a_device_spoiled_is_witnessed_once_and_then_destroyed() {
    receiveAndOpen("B-1", 5);
    opened("a", "0A").spoil("pulled");
    assertThat(fixture.ledger.stock().discrepancies())
        .containsExactly(new Discrepancy(Discrepancy.Kind.UNWITNESSED, "B-1", 1));

    move(Action.SPOIL, "", List.of("0A"), 0);
    assertThat(fixture.ledger.stock().discrepancies()).isEmpty();
    assertThatThrownBy(() -> move(Action.SPOIL, "", List.of("0A"), 0))
        .isInstanceOf(StockRefusedException.class);

    move(Action.DESTROY, "", List.of("a"), 0); // A card may be named by its job.
    assertThat(count("B-1", CardState.SPOILED)).isZero();
    assertThat(count("B-1", CardState.DESTROYED)).isEqualTo(1);
  }

  @Test
  void blanks_without_a_number_are_spoiled_destroyed_returned_and_lost_by_quantity() {
    receive("B-1", 100);
    move(Action.SPOIL, "B-1", List.of(), 5);
    move(Action.DESTROY, "B-1", List.of(), 3);
    move(Action.RETURN, "B-1", List.of(), 40);
    move(Action.LOSE, "B-1", List.of(), 1);

    assertThat(count("B-1", CardState.SPOILED)).isEqualTo(2);
    assertThat(count("B-1", CardState.DESTROYED)).isEqualTo(3);
    assertThat(count("B-1", CardState.RETURNED)).isEqualTo(40);
    assertThat(count("B-1", CardState.LOST)).isEqualTo(1);
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(54);
    assertThatThrownBy(() -> move(Action.DESTROY, "B-1", List.of(), 3))
        .isInstanceOf(StockRefusedException.class)
        .hasMessageContaining("more than the 2 spoiled card(s)");
  }

  @Test
  void one_card_that_cannot_be_moved_keeps_all_of_them_where_they_are() {
    receiveAndOpen("B-1", 5);
    opened("a", "0A").spoil("pulled");
    LedgerFixture.issue(opened("b", "0B"), "0B");

    assertThatThrownBy(() -> move(Action.DESTROY, "", List.of("0A", "0B", "0C"), 0))
        .isInstanceOfSatisfying(
            StockRefusedException.class,
            refused -> assertThat(fields(refused)).containsExactly("0B", "0C"));
    assertThat(count("B-1", CardState.DESTROYED)).isZero();
    assertThat(count("B-1", CardState.SPOILED)).isEqualTo(1);
  }

  @Test
  void a_card_in_doubt_that_is_lost_ends_its_job_and_has_its_serial_revoked() throws Exception {
    receiveAndOpen("B-1", 5);
    opened("a", "0A").doubt("pulled");
    long outboxBefore = outbox();

    move(Action.LOSE, "", List.of("a"), 0);

    assertThat(fixture.state("a")).isEqualTo(JobState.SPOILED);
    assertThat(fixture.ledger.find("a").orElseThrow().problem().orElseThrow())
        .contains("declared the card lost", "revoked");
    assertThat(count("B-1", CardState.LOST)).isEqualTo(1);
    assertThat(outbox()).isEqualTo(outboxBefore + 1);
    assertThat(fixture.ledger.after(0, 100))
        .anySatisfy(event -> {
          assertThat(event.subject()).isEqualTo("a");
          assertThat(event.facts())
              .containsEntry("revoke", "true")
              .containsEntry("serial", "CS0000001")
              .containsEntry("second", "wei");
        });
  }

  private long outbox() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + LedgerFixture.file(folder));
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM outbox")) {
      return row.getLong(1);
    }
  }

  @Test
  void the_same_movement_again_is_done_once_and_another_under_its_id_is_refused() {
    receive("B-1", 10);
    Movement spoil = movement(Action.SPOIL, "B-1", List.of(), 2);
    fixture.ledger.stock().move(spoil);
    fixture.ledger.stock().move(spoil);
    assertThat(count("B-1", CardState.SPOILED)).isEqualTo(2);

    Movement other =
        new Movement(
            spoil.id(),
            Action.SPOIL,
            "B-1",
            List.of(),
            3,
            "",
            spoil.reason(),
            "lin",
            spoil.second());
    assertThatThrownBy(() -> fixture.ledger.stock().move(other))
        .isInstanceOf(StockRefusedException.class);
  }

  @Test
  void counts_are_the_same_after_the_ledger_is_opened_again() {
    receiveAndOpen("B-1", 10);
    opened("a", "0A");
    List<Batch> before = fixture.ledger.stock().batches();
    fixture.close();

    fixture = new LedgerFixture(folder);
    assertThat(fixture.ledger.hold()).isEmpty();
    assertThat(fixture.ledger.stock().batches()).isEqualTo(before);
  }

  @Test
  void lanes_that_take_cards_at_once_lose_none() throws Exception {
    receiveAndOpen("B-1", 200);
    try (ExecutorService lanes = Executors.newFixedThreadPool(8)) {
      List<Future<?>> done = new ArrayList<>();
      for (int lane = 0; lane < 8; lane++) {
        int number = lane;
        done.add(
            lanes.submit(() -> {
              for (int i = 0; i < 20; i++) {
                String name = number + "-" + i;
                JobJournal journal = opened(name, "C0FFEE" + name);
                if (i % 4 == 0) {
                  journal.spoil("pulled");
                } else {
                  LedgerFixture.issue(journal, "C0FFEE" + name);
                }
              }
            }));
      }
      for (Future<?> lane : done) {
        lane.get();
      }
    }
    assertThat(count("B-1", CardState.BLANK)).isEqualTo(40);
    assertThat(count("B-1", CardState.SPOILED)).isEqualTo(40);
    assertThat(count("B-1", CardState.ISSUED)).isEqualTo(120);
  }
}
