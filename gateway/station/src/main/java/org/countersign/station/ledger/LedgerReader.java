package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection of its own for questions, one at a time; never waits for the writer (WAL). */
final class LedgerReader implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
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
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          select.setObject(i + 1, values[i]);
        }
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(mapper.map(rows));
          }
        }
      }
      return found;
    });
  }

  @Override
  public void close() {
    ask(connection -> {
      connection.close();
      return true;
    });
  }
}
