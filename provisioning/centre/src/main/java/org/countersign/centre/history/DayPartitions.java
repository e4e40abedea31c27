package org.countersign.centre.history;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StoreException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.postgresql.PGConnection;

/** One partition of a table of PostgreSQL's a day, filled by COPY. */
public final class DayPartitions implements HistoryStore {

  private static final String TABLE = "history_block";
  private static final String NAMES = "history_series";

  /** Around midnight there are two, and a clock may be set. */
  private static final int WRITTEN_DAYS = 3;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'" + TABLE + "_'yyyy_MM_dd", Locale.ROOT);
  private static final HexFormat HEX = HexFormat.of();

  private final Database database;

  /** Names of the days that are written to. */
  private final Map<LocalDate, NameTable> names = new HashMap<>();

  /** Partitions that are known to be there. */
  private final Set<LocalDate> made = new HashSet<>();

  /** History in a database, which stays open when this is closed. */
  public DayPartitions(Database database) {
    this.database = database;
  }

  @Override
  public void append(List<Block> blocks) {
    blocks.stream().map(Block::day).distinct().forEach(this::make);
    if (names.size() > WRITTEN_DAYS) {
      names.clear();
    }
    String rows = blocks.stream().map(this::row).collect(Collectors.joining());
    keepNames();
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
  private String row(Block block) {
    return String.join(
            "\t",
            block.day().toString(),
            escaped(block.station().group()),
            escaped(block.station().node()),
            Long.toString(block.from()),
            Long.toString(block.to()),
            "\\\\x" + HEX.formatHex(names.computeIfAbsent(block.day(), this::names).pack(block)))
        + "\n";
  }

  /** Ids hold no control characters, so that only the backslash has a meaning of its own. */
  private static String escaped(String id) {
    return id.replace("\\", "\\\\");
  }

  private NameTable names(LocalDate day) {
    NameTable table = new NameTable();
    database
        .query(
            "read the names of history of " + day,
            "select device, metric from " + NAMES + " where day = ? order by number",
            row -> new SeriesName(row.getString(1), row.getString(2)),
            day)
        .forEach(table::add);
    return table;
  }

  private void keepNames() {
    try {
      names.forEach(this::keep);
    } catch (StoreException e) {
      // Nobody knows what of them was kept: they are read anew.
      names.clear();
      throw e;
    }
  }

  private void keep(LocalDate day, NameTable table) {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "insert into " + NAMES + " (day, number, device, metric) values (?, ?, ?, ?)")) {
      for (NameTable.Entry entry : table.fresh()) {
        statement.setObject(1, day);
        statement.setInt(2, entry.number());
        statement.setString(3, entry.name().device());
        statement.setString(4, entry.name().metric());
        statement.addBatch();
      }
      int[] ignored = statement.executeBatch();
    } catch (SQLException e) {
      throw new StoreException("keep the names of history of " + day, e);
    }
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
    Map<LocalDate, NameTable> named = new HashMap<>();
    return database
        .query(
            "read history of " + station,
            "select day, from_millis, to_millis, samples from "
                + TABLE
                + " where district = ? and station = ? and from_millis < ? and to_millis >= ?"
                + " order by from_millis",
            Kept::of,
            station.group(),
            station.node(),
            to,
            from)
        .stream()
        .map(kept -> kept.block(station, named.computeIfAbsent(kept.day, this::names)))
        .toList();
  }

  private record Kept(LocalDate day, long from, long to, byte[] samples) {

    static Kept of(ResultSet row) throws SQLException {
      return new Kept(
          row.getObject(1, LocalDate.class), row.getLong(2), row.getLong(3), row.getBytes(4));
    }

    Block block(EdgeNodeDescriptor station, NameTable names) {
      try {
        return names.unpack(station, from, to, samples);
      } catch (IOException e) {
        throw new StoreException("read history of " + station + " of " + day, e);
      }
    }
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
    int ignored =
        database.update(
            "drop the names of history before " + day,
            "delete from " + NAMES + " where day < ?",
            day);
  }

  @Override
  public void close() {
    // The database is its owner's.
  }
}
