package org.countersign.station.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A look at a ledger that no station has open.
 *
 * @param newest time of the newest record; the epoch if there is none
 * @param inDoubt cards that wait to be read
 * @param problem what is wrong with its newest records; empty if nothing is
 */
public record LedgerGlance(Instant newest, long inDoubt, Optional<String> problem) {

  private static final int TAIL = 1_000;

  /**
   * Looks, and writes nothing but SQLite's own index of the log.
   *
   * @throws LedgerException if it cannot be read
   */
  public static LedgerGlance at(Path file) {
    SqliteLibrary.settle(file);
    try (Connection connection = Schema.reader(file)) {
      ChainCheck.Result chain = ChainCheck.tail(connection, TAIL);
      return new LedgerGlance(
          Instant.ofEpochMilli(chain.end().latestMillis()),
          number(connection, "SELECT count(*) FROM cards WHERE state = 'IN_DOUBT'"),
          chain.problem());
    } catch (SQLException e) {
      throw new LedgerException("cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
