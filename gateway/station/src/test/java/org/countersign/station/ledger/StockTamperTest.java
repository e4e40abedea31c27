package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Receipt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody changes the tables behind the gateway's back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StockTamperTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeALedger() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.ledger.stock().receive(new Receipt("B-1", "residence-permit", 10, "", "lin"));
      fixture
          .ledger
          .stock()
          .move(
              new Movement(
                  "m-1",
                  Action.OPEN,
                  "B-1",
                  List.of(),
                  0,
                  "",
                  Optional.empty(),
                  "lin",
                  Optional.empty()));
      fixture.accept("a");
      LedgerFixture.issue(fixture.advance("a", "0A", JobState.OPENED), "0A");
      fixture.accept("b");
      fixture.advance("b", "0B", JobState.OPENED).spoil("pulled");
    }
  }

  private void change(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + LedgerFixture.file(folder));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE batches SET blank = blank - 1",
        "UPDATE batches SET received = received + 1",
        "UPDATE batches SET issued = issued + 1, blank = blank - 1, received = received + 1",
        "UPDATE batches SET blank = blank + 20, issued = issued - 20"
      })
  void the_equation_is_kept_by_the_table_itself(String sql) {
    assertThatThrownBy(() -> change(sql)).hasMessageContaining("CHECK constraint failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE batches SET blank = blank - 1, lost = lost + 1",
        "UPDATE batches SET blank = blank + 1, issued = issued - 1",
        "UPDATE batches SET received = received + 5, blank = blank + 5",
        "UPDATE cards SET state = 'BLANK', job = NULL WHERE chip = '0B'",
        "DELETE FROM cards WHERE chip = '0B'"
      })
  void a_count_that_is_not_the_chains_is_found(String sql) throws Exception {
    change(sql);

    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      assertThat(fixture.ledger.verify().orElseThrow())
          .containsAnyOf("batches B-1", "cards 0B")
          .contains("changed by something else than the gateway");
    }
  }

  @Test
  void a_card_more_than_its_batch_counts_stops_issuing_at_the_start() throws Exception {
    change("UPDATE batches SET blank = blank + 1, issued = issued - 1");

    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      assertThat(fixture.ledger.hold().orElseThrow())
          .contains("batch B-1 counts 0 card(s) issued, but 1 are in the table of cards");
      // The station starts nevertheless, and says so.
      assertThatCode(() -> fixture.ledger.stock().requireBatch(true)).doesNotThrowAnyException();
    }
  }
}
