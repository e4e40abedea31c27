package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.countersign.apdu.Bytes;
import org.countersign.station.clock.Judgement;
import org.countersign.station.clock.Mark;
import org.countersign.station.clock.ProvenTime;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.jobs.StationEvent;
import org.jspecify.annotations.Nullable;

/**
 * The writer's view of the tables inside one transaction. Ledger thread only. Statements are
 * prepared once and kept; the end of the chain is kept in memory and taken back with a savepoint.
 */
final class Transaction {

  /**
   * The end of the chain.
   *
   * @param time what the records up to here prove of it
   */
  record End(long sequence, Bytes hash, ProvenTime time) {}

  private final Connection connection;
  private final Timekeeping timekeeping;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final List<StationEvent> events = new ArrayList<>();
  private End end;

  Transaction(Connection connection, Timekeeping timekeeping, End end) {
    this.connection = connection;
    this.timekeeping = timekeeping;
    this.end = end;
  }

  End end() {
    return end;
  }

  /** Goes back to an end of the chain after its records were rolled back. */
  void rollBackTo(End earlier, int eventCount) {
    end = earlier;
    events.subList(eventCount, events.size()).clear();
  }

  int eventCount() {
    return events.size();
  }

  /** Events since the last call, for those who listen. */
  List<StationEvent> takeEvents() {
    List<StationEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /** What the station's clock says, milliseconds since 1970. */
  long now() {
    return timekeeping.clock().millis();
  }

  /** Appends one record to the chain, and before it that its time is doubted, if that is new. */
  LedgerRecord append(String kind, String subject, String state, Map<String, String> facts)
      throws SQLException {
    boolean ignored = keepTime();
    return put(kind, subject, state, facts, end.time()::and);
  }

  /**
   * Puts on record that the clock is doubted, or no longer, if that is new.
   *
   * @return whether it was
   */
  boolean keepTime() throws SQLException {
    ProvenTime proven = end.time();
    switch (timekeeping.judge(proven)) {
      case Judgement.Ahead ahead when !proven.isDoubted() ->
          clock(ClockRecords.DOUBTFUL, ClockRecords.doubtful(proven, ahead), proven::doubted);
      case Judgement.Believed now when proven.isDoubted() ->
          clock(ClockRecords.BELIEVED, ClockRecords.believed(proven), proven::believed);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Puts on record that persons vouch for what the clock said at a moment. */
  LedgerRecord confirmTime(Mark mark, Map<String, String> facts) throws SQLException {
    return clock(ClockRecords.CONFIRMED, facts, at -> ProvenTime.confirmed(mark));
  }

  private LedgerRecord clock(
      String state, Map<String, String> facts, LongFunction<ProvenTime> proven)
      throws SQLException {
    return put(ClockRecords.KIND, ClockRecords.SUBJECT, state, facts, proven);
  }

  /**
   * Nothing is begun at a time that is doubted.
   *
   * @throws LedgerException if it is; the message says why
   */
  void requireTime() {
    if (timekeeping.judge(end.time()) instanceof Judgement.Ahead ahead) {
      throw new LedgerException(ahead.objection().orElseThrow());
    }
  }

  private LedgerRecord put(
      String kind,
      String subject,
      String state,
      Map<String, String> facts,
      LongFunction<ProvenTime> proven)
      throws SQLException {
    Instant at = Instant.ofEpochMilli(timekeeping.clock().millis());
    LedgerRecord record =
        new LedgerRecord(
            end.sequence() + 1, at, kind, subject, state, new TreeMap<>(facts), end.hash());
    Bytes hash = record.hash();
    update(
        "INSERT INTO records VALUES (?,?,?,?,?,?,?,?)",
        record.sequence(),
        at.toEpochMilli(),
        kind,
        subject,
        state,
        FactsJson.facts(record.facts()),
        record.previous().toArray(),
        hash.toArray());
    end = new End(record.sequence(), hash, proven.apply(at.toEpochMilli()));
    events.add(record.event());
    return record;
  }

  /** Runs a change and returns the number of rows. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return with(sql, values, PreparedStatement::executeUpdate);
  }

  /** Runs a query of at most one row. */
  <T> T query(String sql, RowMapper<T> mapper, T none, Object... values) throws SQLException {
    return with(
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? mapper.map(rows) : none;
          }
        });
  }

  /** Runs a query of any number of rows. */
  <T> List<T> list(String sql, RowMapper<T> mapper, Object... values) throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        found.add(mapper.map(rows));
      }
    }
    return found;
  }

  /** Runs one of BEGIN, COMMIT, SAVEPOINT and their kind. */
  void control(String sql) throws SQLException {
    boolean ignored =
        with(
            sql,
            new Object[0],
            statement -> {
              boolean rows = statement.execute();
              if (rows) {
                statement.getResultSet().close();
              }
              return rows;
            });
  }

  /** Something done with a statement. */
  @FunctionalInterface
  private interface Execution<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T with(String sql, @Nullable Object[] values, Execution<T> execution)
      throws SQLException {
    try {
      return execution.run(bound(sql, values));
    } catch (SQLException e) {
      // The driver has thrown away its side of a statement that failed.
      PreparedStatement dead = statements.remove(sql);
      if (dead != null) {
        dead.close();
      }
      throw e;
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
