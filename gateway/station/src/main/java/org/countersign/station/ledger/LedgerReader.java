package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own for questions, one at a time; never waits for the writer (WAL). The
 * statements that were asked last are kept: to read them anew costs more than most answers do.
 */
final class LedgerReader implements AutoCloseable {

  private static final int KEPT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, PreparedStatement> statements =
      new LinkedHashMap<>(KEPT, 0.75f, true);
  private final Connection connection;

  LedgerReader(Connection connection) {
    this.connection = connection;
  }

  /** Something done with the connection. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T ask(Connection connection) throws SQLException;
  }

  <T extends @Nullable Object> T ask(Question<T> question) {
    lock.lock();
    try {
      return question.ask(connection);
    } catch (SQLException e) {
      throw new LedgerException("the ledger cannot be read: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  <T> List<T> list(String sql, RowMapper<T> mapper, Object... values) {
    return ask(connection -> {
      List<T> found = new ArrayList<>();
      PreparedStatement select = prepared(sql);
      try {
        for (int i = 0; i < values.length; i++) {
          select.setObject(i + 1, values[i]);
        }
        // Closing the rows ends the reading, so that the log can be moved into the tables.
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(mapper.map(rows));
          }
        }
      } catch (SQLException e) {
        statements.remove(sql);
        select.close();
        throw e;
      }
      return found;
    });
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    if (statements.size() == KEPT) {
      statements.pollFirstEntry().getValue().close();
    }
    PreparedStatement made = connection.prepareStatement(sql);
    statements.put(sql, made);
    return made;
  }

  @Override
  public void close() {
    ask(connection -> {
      connection.close();
      return true;
    });
  }
}
