package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.station.clock.ProvenTime;
import org.jspecify.annotations.Nullable;

/** Reads the chain and the tables that were derived from it, and compares. */
final class ChainCheck {

  /**
   * Result of a check.
   *
   * @param end where the chain ends
   * @param problem the first thing that is wrong; empty if all agrees
   */
  record Result(Transaction.End end, Optional<String> problem) {
    private Result or(Optional<String> other) {
      return new Result(end, problem.or(() -> other.map(p -> p + WHAT_TO_DO)));
    }
  }

  static final String WHAT_TO_DO =
      ": the ledger was changed by something else than the gateway or the disk is failing; no card"
          + " is issued. Keep the file, tell the centre, and do not start over with an empty"
          + " ledger";

  private ChainCheck() {}

  /**
   * Checks the newest records, at most so many, and the jobs they speak of; reads all of them for
   * the time that they prove.
   */
  static Result tail(Connection connection, int count) throws SQLException {
    return tail(connection, count, ClockRecords.proven(connection));
  }

  /** What is wrong with the newest records, at most so many, and the jobs they speak of. */
  static Optional<String> problem(Connection connection, int count) throws SQLException {
    return tail(connection, count, ProvenTime.NONE).problem();
  }

  private static Result tail(Connection connection, int count, ProvenTime time)
      throws SQLException {
    long last = number(connection, "SELECT coalesce(max(sequence), 0) FROM records");
    Result chain = from(connection, Math.max(1, last - count + 1), last, time);
    return chain.or(StockCheck.quick(connection));
  }

  private static Result from(Connection connection, long first, long last, ProvenTime time)
      throws SQLException {
    Transaction.End end = new Transaction.End(0, LedgerRecord.NONE_BEFORE, time);
    boolean anchored = first == 1;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM records WHERE sequence >= ? AND sequence <= ? ORDER BY sequence")) {
      select.setLong(1, first);
      select.setLong(2, last);
      try (ResultSet row = select.executeQuery()) {
        for (long expected = first; expected <= last; expected++) {
          if (!row.next() || row.getLong("sequence") != expected) {
            return broken(end, "record " + expected + " is missing");
          }
          LedgerRecord record = record(row);
          if (anchored && !record.previous().equals(end.hash())) {
            return broken(end, "record " + expected + " does not follow the one before it");
          }
          anchored = true;
          Bytes hash = record.hash();
          if (!hash.equals(Bytes.of(row.getBytes("hash")))) {
            return broken(end, "record " + expected + " is not what was written");
          }
          end = new Transaction.End(expected, hash, end.time());
        }
      }
    }
    Transaction.End found = end;
    return new Result(
        end,
        derived(connection, first)
            .or(() -> missingJobs(connection, found))
            .map(p -> p + WHAT_TO_DO));
  }

  private static Result broken(Transaction.End end, String what) {
    return new Result(end, Optional.of("the chain is broken, " + what + WHAT_TO_DO));
  }

  /** The state of every job of these records is the one of its newest record. */
  private static Optional<String> derived(Connection connection, long first) throws SQLException {
    String odd =
        text(
            connection,
            """
            SELECT j.id FROM jobs j JOIN
              (SELECT subject, max(sequence) AS newest FROM records
                WHERE kind = 'job' AND sequence >= ? GROUP BY subject) n ON n.subject = j.id
              JOIN records r ON r.sequence = n.newest
            WHERE r.state <> j.state LIMIT 1
            """,
            first);
    return odd == null
        ? Optional.empty()
        : Optional.of("job " + odd + " stands otherwise in its table than in the chain");
  }

  private static Optional<String> missingJobs(Connection connection, Transaction.End end) {
    try {
      long beyond = number(connection, "SELECT coalesce(max(number), 0) FROM jobs");
      return beyond > end.sequence()
          ? Optional.of("the chain ends at " + end.sequence() + " but jobs go on to " + beyond)
          : Optional.empty();
    } catch (SQLException e) {
      return Optional.of("the jobs cannot be read (" + e.getMessage() + ")");
    }
  }

  private static LedgerRecord record(ResultSet row) throws SQLException {
    return new LedgerRecord(
        row.getLong("sequence"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("kind"),
        row.getString("subject"),
        row.getString("state"),
        FactsJson.facts(row.getString("facts")),
        Bytes.of(row.getBytes("previous")));
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static @Nullable String text(Connection connection, String sql, long value)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, value);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
