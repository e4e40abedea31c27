package org.countersign.centre.history;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StoreException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.postgresql.PGConnection;

/** One partition of a table of PostgreSQL's a day, filled by COPY. */
public final class DayPartitions implements HistoryStore {

  private static final String TABLE = "history_block";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'" + TABLE + "_'yyyy_MM_dd", Locale.ROOT);
  private static final HexFormat HEX = HexFormat.of();

  private final Database database;

  /** Partitions that are known to be there. */
  private final Set<LocalDate> made = new HashSet<>();

  /** History in a database, which stays open when this is closed. */
  public DayPartitions(Database database) {
    this.database = database;
  }

  @Override
  public void append(List<Block> blocks) {
    blocks.stream().map(Block::day).distinct().forEach(this::make);
    String rows = blocks.stream().map(DayPartitions::row).collect(Collectors.joining());
    try (Connection connection = database.connection()) {
      long ignored =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy "
                      + TABLE
                      + " (day, district, station, from_millis, to_millis, samples)"
                      + " from stdin",
                  new StringReader(rows));
    } catch (SQLException | IOException e) {
      throw new StoreException("keep history in " + TABLE, e);
    }
  }

  /** A row of COPY's text format: columns apart by tabs, bytes as {@code \x} and hexadecimal. */
  private static String row(Block block) {
    return String.join(
            "\t",
            block.day().toString(),
            escaped(block.station().group()),
            escaped(block.station().node()),
            Long.toString(block.from()),
            Long.toString(block.to()),
            "\\\\x" + HEX.formatHex(block.samples()))
        + "\n";
  }

  /** Ids hold no control characters, so that only the backslash has a meaning of its own. */
  private static String escaped(String id) {
    return id.replace("\\", "\\\\");
  }

  private void make(LocalDate day) {
    if (made.contains(day)) {
      return;
    }
    execute(
        "make the partition of history of " + day,
        "create table if not exists "
            + NAME.format(day)
            + " partition of "
            + TABLE
            + " for values from ('"
            + day
            + "') to ('"
            + day.plusDays(1)
            + "')");
    made.add(day);
  }

  private void execute(String tried, String sql) {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StoreException(tried, e);
    }
  }

  @Override
  public List<Block> blocks(EdgeNodeDescriptor station, long from, long to) {
    return database.query(
        "read history of " + station,
        "select from_millis, to_millis, samples from "
            + TABLE
            + " where district = ? and station = ? and from_millis < ? and to_millis >= ?"
            + " order by from_millis",
        row -> new Block(station, row.getLong(1), row.getLong(1), row.getLong(2), row.getBytes(3)),
        station.group(),
        station.node(),
        to,
        from);
  }

  @Override
  public void dropBefore(LocalDate day) {
    String first = NAME.format(day);
    List<String> partitions =
        database.query(
            "look for partitions of history",
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = ?::regclass",
            row -> row.getString(1),
            TABLE);
    for (String partition : partitions) {
      if (partition.compareTo(first) < 0) {
        execute("drop the day of history " + partition, "drop table " + partition);
      }
    }
  }

  @Override
  public void close() {
    // The database is its owner's.
  }
}
