package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.ShiftReport.OutcomeLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShiftsTest {

  @TempDir private Path folder;

  private LedgerFixture fixture;
  private int names;

  @BeforeEach
  void aBatchIsOpen() {
    fixture = new LedgerFixture(folder);
    fixture.ledger.stock().receive(new Receipt("B-1", "residence-permit", 50, "", "lin"));
    move(Action.OPEN, "B-1", List.of());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void move(Action action, String batch, List<String> cards) {
    fixture
        .ledger
        .stock()
        .move(
            new Movement(
                "m-" + ++names,
                action,
                batch,
                cards,
                0,
                "",
                Optional.of(Reason.WRITE_FAILED),
                "lin",
                Optional.of("wei")));
  }

  private JobJournal card(String chip) {
    String job = "job-" + chip;
    fixture.accept(job);
    return fixture.advance(job, chip, JobState.OPENED);
  }

  private void issue(String chip) {
    LedgerFixture.issue(card(chip), chip);
  }

  private Shift close(long number, Map<String, Long> counted) {
    return fixture
        .ledger
        .shifts()
        .close(
            number,
            new Shifts.Closing(
                "st-1",
                "d-1",
                "0.1",
                ZoneOffset.ofHours(8),
                fixture.now.get(),
                "wei",
                counted,
                List.of(),
                List.of()));
  }

  private List<FieldProblem> inTheWay(long number) {
    try {
      Shift closed = close(number, Map.of());
      throw new AssertionError(closed + " was closed");
    } catch (StockRefusedException expected) {
      return expected.problems();
    }
  }

  @Test
  void a_shift_is_opened_once_and_closed_once_and_the_next_one_follows() {
    assertThat(fixture.ledger.shifts().open(1, "lin", Map.of()).number()).isEqualTo(1);
    assertThat(fixture.ledger.shifts().current()).isEqualTo(1);
    // An answer that was lost is asked for again.
    assertThat(fixture.ledger.shifts().open(1, "lin", Map.of()).number()).isEqualTo(1);
    assertThatThrownBy(() -> fixture.ledger.shifts().open(2, "lin", Map.of()))
        .hasMessageContaining("shift 1 is open; close it first");

    assertThat(close(1, Map.of()).closing()).isPresent();
    assertThat(close(1, Map.of()).closing()).isPresent();
    assertThat(fixture.ledger.shifts().current()).isZero();
    assertThatThrownBy(() -> fixture.ledger.shifts().open(3, "lin", Map.of()))
        .hasMessageContaining("the next shift is 2");
    assertThat(fixture.ledger.shifts().open(2, "wei", Map.of()).openedBy()).isEqualTo("wei");
    assertThatThrownBy(() -> close(7, Map.of())).hasMessageContaining("no shift of this number");
  }

  @Test
  void a_card_in_doubt_is_in_the_way_of_closing_but_not_of_issuing() {
    Shift opened = fixture.ledger.shifts().open(1, "lin", Map.of());
    card("0A").doubt("pulled");

    assertThat(inTheWay(opened.number()))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.field()).isEqualTo("0A");
          assertThat(problem.problem()).contains("in doubt (job job-0A)", "stock lose");
        });
    issue("0B");
    assertThat(fixture.state("job-0B")).isEqualTo(JobState.ACTIVATED);

    move(Action.LOSE, "", List.of("0A"));
    assertThat(close(1, Map.of()).closing()).isPresent();
  }

  @Test
  void a_card_that_is_being_written_and_one_that_no_two_persons_saw_are_in_the_way() {
    Shift opened = fixture.ledger.shifts().open(1, "lin", Map.of());
    JobJournal writing = card("0A");
    card("0B").spoil("pulled");

    assertThat(inTheWay(opened.number()))
        .extracting(FieldProblem::field)
        .containsExactlyInAnyOrder("0A", "0B");

    LedgerFixture.issue(writing, "0A");
    move(Action.SPOIL, "", List.of("0B"));
    assertThat(close(1, Map.of()).closing()).isPresent();
  }

  @Test
  void a_report_has_what_happened_since_the_last_closing() {
    Shift first = fixture.ledger.shifts().open(1, "lin", Map.of());
    issue("0A");
    Shift closed = close(first.number(), Map.of());
    issue("0B"); // Between two shifts: it counts to the next one.
    Shift second = fixture.ledger.shifts().open(2, "lin", Map.of());
    issue("0C");
    card("0D").spoil("pulled");
    move(Action.SPOIL, "", List.of("0D"));
    Shift last = close(second.number(), Map.of("B-1", 45L));

    ShiftReport report = fixture.ledger.shifts().report(2).orElseThrow();
    assertThat(report.outcomes())
        .containsExactlyInAnyOrder(
            new OutcomeLine("encoder-1", CardState.ISSUED, 2),
            new OutcomeLine("encoder-1", CardState.SPOILED, 1));
    assertThat(report.batches())
        .singleElement()
        .satisfies(batch -> {
          assertThat(batch.opening()).containsEntry(CardState.ISSUED, 1L);
          assertThat(batch.closing()).containsEntry(CardState.ISSUED, 3L);
          assertThat(batch.closing()).containsEntry(CardState.BLANK, 46L);
          assertThat(batch.counted()).isEqualTo(45);
        });
    assertThat(report.openedAt()).isEqualTo("2026-11-23T16:00+08:00");
    assertThat(report.movements())
        .extracting(ShiftReport.MovementLine::what)
        .containsExactly("SPOILED");
    assertThat(report.discrepancies())
        .containsExactly(new Discrepancy(Discrepancy.Kind.SHORT_AT_CLOSING, "B-1", 1));
    assertThat(report.cards())
        .containsExactly(new ShiftReport.CardLine("0D", CardState.SPOILED, "B-1"));
    assertThat(closed.closing()).isNotEqualTo(last.closing());
  }

  @Test
  void blanks_counted_at_the_opening_are_compared_with_the_record_of_that_moment() {
    Shift opened = fixture.ledger.shifts().open(1, "lin", Map.of("B-1", 52L));
    issue("0A");
    Shift closed = close(opened.number(), Map.of());

    assertThat(closed.closing()).isPresent();
    assertThat(fixture.ledger.shifts().report(1).orElseThrow().discrepancies())
        .containsExactly(new Discrepancy(Discrepancy.Kind.OVER_AT_OPENING, "B-1", 2));
    assertThatThrownBy(() -> fixture.ledger.shifts().open(2, "lin", Map.of("B-9", 1L)))
        .isInstanceOf(StockRefusedException.class);
  }

  @Test
  void a_report_is_the_same_after_years_and_one_that_was_changed_is_refused() throws Exception {
    Shift opened = fixture.ledger.shifts().open(1, "lin", Map.of());
    Shift closed = close(opened.number(), Map.of());
    ShiftReport before = fixture.ledger.shifts().report(1).orElseThrow();
    fixture.close();
    fixture = new LedgerFixture(folder);
    assertThat(fixture.ledger.shifts().report(1)).contains(before);
    assertThat(fixture.ledger.shifts().find(1)).contains(closed);
    assertThat(fixture.ledger.verify()).isEmpty();
    fixture.close();

    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + LedgerFixture.file(folder));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE shifts SET report = replace(report, '\"BLANK\":50', '\"BLANK\":49')");
    }
    fixture = new LedgerFixture(folder);
    assertThatThrownBy(() -> fixture.ledger.shifts().report(1))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is not the one whose digest is in the chain");
  }

  @Test
  void an_open_shift_has_no_report() {
    Shift opened = fixture.ledger.shifts().open(1, "lin", Map.of());
    assertThat(fixture.ledger.shifts().report(opened.number())).isEmpty();
    assertThat(fixture.ledger.shifts().report(2)).isEmpty();
  }
}
