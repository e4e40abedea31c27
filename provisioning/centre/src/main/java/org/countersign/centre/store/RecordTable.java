package org.countersign.centre.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordStore;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of the stations in the database. Changes become durable together, with {@link #commit}: a
 * commit a record would be the limit of the whole centre. One thread.
 */
public final class RecordTable implements RecordStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RecordTable.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final InstantSource clock;

  /** Positions as this transaction has them; asked for with every batch. */
  private final Map<EdgeNodeDescriptor, Position> positions = new HashMap<>();

  private Optional<Connection> open = Optional.empty();

  /** Records of a database; connects with the first call. */
  public RecordTable(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private Connection connection() throws SQLException {
    if (open.isEmpty()) {
      Connection made = database.connection();
      made.setAutoCommit(false);
      open = Optional.of(made);
    }
    return open.get();
  }

  /** Something done on the connection. */
  @FunctionalInterface
  private interface Work<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String tried, String sql, Work<T> work) {
    try (PreparedStatement statement = connection().prepareStatement(sql)) {
      return work.with(statement);
    } catch (SQLException e) {
      throw new StoreException(tried, e);
    }
  }

  /**
   * Makes everything since the last commit durable. The connection is given back with it: SQLite's
   * driver begins the next transaction at once, which would keep all other writers out.
   */
  public void commit() {
    try {
      if (open.isPresent()) {
        open.get().commit();
      }
    } catch (SQLException e) {
      throw new StoreException("commit records", e);
    }
    close();
  }

  /** Forgets everything since the last commit, and the connection; the next call connects anew. */
  public void rollback() {
    positions.clear();
    try {
      close();
    } catch (StoreException e) {
      // What cannot be given back is broken, which is why it is thrown away.
      LOG.warn("a connection for records is given up: {}", e.getMessage());
    }
  }

  @Override
  public Optional<Position> position(EdgeNodeDescriptor station) {
    Position known = positions.get(station);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Position> stored =
        run(
            "read the position of " + station,
            "select epoch, base, through from record_position where district = ? and station = ?",
            statement -> {
              key(statement, 1, station);
              try (ResultSet row = statement.executeQuery()) {
                return row.next()
                    ? Optional.of(new Position(row.getLong(1), row.getLong(2), row.getLong(3)))
                    : Optional.empty();
              }
            });
    stored.ifPresent(position -> positions.put(station, position));
    return stored;
  }

  @Override
  public Optional<String> hash(EdgeNodeDescriptor station, long epoch, long sequence) {
    return run(
        "read a record of " + station,
        "select hash from record where district = ? and station = ? and epoch = ? and sequence = ?",
        statement -> {
          key(statement, 1, station);
          statement.setLong(3, epoch);
          statement.setLong(4, sequence);
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
          }
        });
  }

  @Override
  public void begin(EdgeNodeDescriptor station, long epoch, long base) {
    // What lasts is raised anew in the epoch that begins.
    run(
        "forget the alarms of " + station,
        "delete from station_alarm where district = ? and station = ?",
        statement -> {
          key(statement, 1, station);
          return statement.executeUpdate();
        });
    long here = position(station).map(Position::through).orElse(0L);
    if (base > here) {
      keepGap(station, new RecordGap(epoch, here, base, clock.millis()));
    }
    move(station, new Position(epoch, base, base));
  }

  /** A centre that is put back more than once finds the same gap again. */
  private void keepGap(EdgeNodeDescriptor station, RecordGap gap) {
    run(
        "keep what is lost of " + station,
        "insert into record_gap (district, station, epoch, after_sequence, through_sequence,"
            + " found_millis) values (?, ?, ?, ?, ?, ?) on conflict (district, station, epoch,"
            + " after_sequence) do update set through_sequence = excluded.through_sequence",
        statement -> {
          key(statement, 1, station);
          statement.setLong(3, gap.epoch());
          statement.setLong(4, gap.after());
          statement.setLong(5, gap.through());
          statement.setLong(6, gap.found());
          return statement.executeUpdate();
        });
  }

  private void move(EdgeNodeDescriptor station, Position to) {
    run(
        "move the position of " + station,
        "insert into record_position (epoch, base, through, district, station)"
            + " values (?, ?, ?, ?, ?) on conflict (district, station)"
            + " do update set epoch = excluded.epoch, base = excluded.base,"
            + " through = excluded.through",
        statement -> {
          statement.setLong(1, to.epoch());
          statement.setLong(2, to.base());
          statement.setLong(3, to.through());
          key(statement, 4, station);
          return statement.executeUpdate();
        });
    positions.put(station, to);
  }

  @Override
  public void append(EdgeNodeDescriptor station, long epoch, List<StationRecord> records) {
    long now = clock.millis();
    run(
        "store records of " + station,
        "insert into record (district, station, epoch, sequence, hash, time_millis, stored_millis,"
            + " kind, serial, facts) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        statement -> {
          for (StationRecord record : records) {
            key(statement, 1, station);
            statement.setLong(3, epoch);
            statement.setLong(4, record.sequence());
            statement.setString(5, record.hash());
            statement.setLong(6, record.timeMillis());
            statement.setLong(7, now);
            statement.setString(8, kind(record.content()));
            statement.setString(9, serial(record.content()).map(RecordTable::kept).orElse(null));
            statement.setString(10, facts(record.content()));
            statement.addBatch();
          }
          return statement.executeBatch();
        });
    for (StationRecord record : records) {
      if (record.content() instanceof RecordContent.Alarm alarm) {
        keep(station, record.timeMillis(), now, alarm);
      }
    }
    long base = position(station).map(Position::base).orElse(0L);
    move(station, new Position(epoch, base, records.getLast().sequence()));
  }

  private void keep(EdgeNodeDescriptor station, long at, long now, RecordContent.Alarm alarm) {
    run(
        "clear an alarm of " + station,
        "delete from station_alarm where district = ? and station = ? and code = ? and subject = ?",
        statement -> {
          key(statement, 1, station);
          statement.setString(3, kept(alarm.code()));
          statement.setString(4, kept(alarm.subject()));
          return statement.executeUpdate();
        });
    if (alarm.raised()) {
      run(
          "keep an alarm of " + station,
          "insert into station_alarm (district, station, code, subject, since_millis,"
              + " stored_millis, what) values (?, ?, ?, ?, ?, ?, ?)",
          statement -> {
            key(statement, 1, station);
            statement.setString(3, kept(alarm.code()));
            statement.setString(4, kept(alarm.subject()));
            statement.setLong(5, at);
            statement.setLong(6, now);
            statement.setString(7, kept(alarm.what()));
            return statement.executeUpdate();
          });
    }
  }

  private static void key(PreparedStatement statement, int at, EdgeNodeDescriptor station)
      throws SQLException {
    statement.setString(at, station.group());
    statement.setString(at + 1, station.node());
  }

  private static String kind(RecordContent content) {
    return switch (content) {
      case RecordContent.Issuance ignored -> "issued";
      case RecordContent.Revocation ignored -> "revoked";
      case RecordContent.AuditHead ignored -> "head";
      case RecordContent.Alarm ignored -> "alarm";
      case RecordContent.Acceptance ignored -> "acceptance";
      case RecordContent.Unknown ignored -> "unknown";
    };
  }

  private static Optional<String> serial(RecordContent content) {
    return switch (content) {
      case RecordContent.Issuance c -> Optional.of(c.serial());
      case RecordContent.Revocation c -> Optional.of(c.serial());
      default -> Optional.empty();
    };
  }

  /** PostgreSQL's text takes no NUL, which a hostile box may send. */
  private static String kept(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /** Without NUL: JSON escapes it. */
  private static String facts(RecordContent content) {
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers has a JSON form", e);
    }
  }

  @Override
  public void close() {
    try {
      if (open.isPresent()) {
        // The pool rolls back what is not committed.
        open.get().close();
      }
    } catch (SQLException e) {
      throw new StoreException("give the connection of records back", e);
    } finally {
      open = Optional.empty();
    }
  }
}
