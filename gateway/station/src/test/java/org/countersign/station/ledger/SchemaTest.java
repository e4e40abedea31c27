package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeALedger() {
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      fixture.accept("job-1");
    }
  }

  private void say(String version) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + LedgerFixture.file(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + version);
    }
  }

  @Test
  void a_ledger_of_an_older_gateway_is_refused_and_not_touched() throws Exception {
    say("1");
    byte[] before = Files.readAllBytes(LedgerFixture.file(folder));

    assertThatThrownBy(() -> new LedgerFixture(folder))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(
            "station.db has ledger version 1, this gateway knows " + Schema.VERSION)
        .hasMessageContaining("start the gateway that wrote it");

    assertThat(LedgerFixture.file(folder)).hasBinaryContent(before);
  }

  @Test
  void a_ledger_of_a_newer_gateway_is_refused() throws Exception {
    say("" + (Schema.VERSION + 1));
    assertThatThrownBy(() -> new LedgerFixture(folder))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("or a newer one");
  }

  @Test
  void once_the_version_is_right_again_nothing_is_lost() throws Exception {
    say("1");
    assertThatThrownBy(() -> new LedgerFixture(folder)).isInstanceOf(LedgerException.class);
    say("" + Schema.VERSION);
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      assertThat(fixture.ledger.find("job-1")).isPresent();
    }
  }

  /** A search through all of them would make each card dearer than the one before. */
  @Test
  void whether_a_card_was_reported_is_looked_up_and_not_searched() throws Exception {
    try (Connection connection = Schema.writer(LedgerFixture.file(folder));
        PreparedStatement explain =
            connection.prepareStatement("EXPLAIN QUERY PLAN " + JobJournal.REPORT_ONCE);
        ResultSet step = explain.executeQuery()) {
      StringBuilder plan = new StringBuilder();
      while (step.next()) {
        plan.append(step.getString("detail")).append('\n');
      }
      assertThat(plan.toString()).contains("SEARCH outbox").doesNotContain("SCAN outbox");
    }
  }
}
