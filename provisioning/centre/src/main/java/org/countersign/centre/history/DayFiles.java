package org.countersign.centre.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.centre.store.StoreException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** One file of SQLite's a day: {@code 2026-11-24.db}. */
public final class DayFiles implements HistoryStore {

  private static final int BUSY_MILLIS = 10_000;
  private static final String END = ".db";

  private final Path folder;
  private Optional<LocalDate> openDay = Optional.empty();
  private Optional<Connection> open = Optional.empty();

  /** Names of the open day. */
  private NameTable names = new NameTable();

  /**
   * Days in a folder, which is made if it is missing.
   *
   * @throws StoreException if it cannot be made
   */
  public DayFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException("make the folder of history " + folder, e);
    }
  }

  private Path file(LocalDate day) {
    return folder.resolve(day + END);
  }

  @Override
  public void append(List<Block> blocks) {
    Map<LocalDate, List<Block>> days =
        blocks.stream()
            .collect(Collectors.groupingBy(Block::day, TreeMap::new, Collectors.toList()));
    days.forEach(this::append);
  }

  private void append(LocalDate day, List<Block> blocks) {
    try {
      Connection connection = writer(day);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "insert into block (district, station, from_millis, to_millis, samples)"
                  + " values (?, ?, ?, ?, ?)")) {
        for (Block block : blocks) {
          statement.setString(1, block.station().group());
          statement.setString(2, block.station().node());
          statement.setLong(3, block.from());
          statement.setLong(4, block.to());
          statement.setBytes(5, names.pack(block));
          statement.addBatch();
        }
        keep(names.fresh(), connection);
        statement.executeBatch();
        connection.commit();
      }
    } catch (SQLException e) {
      closeWriter();
      throw new StoreException("keep history in " + file(day), e);
    }
  }

  private static void keep(List<NameTable.Entry> names, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into series (number, device, metric) values (?, ?, ?)")) {
      for (NameTable.Entry entry : names) {
        statement.setInt(1, entry.number());
        statement.setString(2, entry.name().device());
        statement.setString(3, entry.name().metric());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static NameTable names(Connection connection) throws SQLException {
    NameTable names = new NameTable();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select device, metric from series order by number")) {
      while (rows.next()) {
        names.add(new SeriesName(rows.getString(1), rows.getString(2)));
      }
    }
    return names;
  }

  private Connection writer(LocalDate day) throws SQLException {
    if (openDay.equals(Optional.of(day)) && open.isPresent()) {
      return open.get();
    }
    closeWriter();
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    // The charts of a minute may go with a loss of power; a file that cannot be read may not.
    settings.setSynchronous(SynchronousMode.NORMAL);
    settings.setBusyTimeout(BUSY_MILLIS);
    Connection made = settings.createConnection("jdbc:sqlite:" + file(day));
    open = Optional.of(made);
    openDay = Optional.of(day);
    try (Statement statement = made.createStatement()) {
      statement.execute(
          "create table if not exists block (district text not null, station text not null,"
              + " from_millis integer not null, to_millis integer not null, samples blob not"
              + " null)");
      statement.execute(
          "create table if not exists series (number integer primary key, device text not null,"
              + " metric text not null)");
      statement.execute(
          "create index if not exists block_by_station on block (district, station, from_millis)");
    }
    names = names(made);
    made.setAutoCommit(false);
    return made;
  }

  private void closeWriter() {
    Optional<Connection> closing = open;
    open = Optional.empty();
    openDay = Optional.empty();
    try {
      if (closing.isPresent()) {
        closing.get().close();
      }
    } catch (SQLException e) {
      throw new StoreException("close a day of history in " + folder, e);
    }
  }

  @Override
  public List<Block> blocks(EdgeNodeDescriptor station, long from, long to) {
    LocalDate first = day(from);
    LocalDate last = day(to).plusDays(1);
    List<Block> found = new ArrayList<>();
    for (LocalDate day : days()) {
      if (!day.isBefore(first) && !day.isAfter(last)) {
        read(day, station, from, to, found);
      }
    }
    return found;
  }

  private static LocalDate day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private void read(
      LocalDate day, EdgeNodeDescriptor station, long from, long to, List<Block> found) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setReadOnly(true);
    settings.setBusyTimeout(BUSY_MILLIS);
    try (Connection connection = settings.createConnection("jdbc:sqlite:" + file(day));
        PreparedStatement statement =
            connection.prepareStatement(
                "select from_millis, to_millis, samples from block where district = ?"
                    + " and station = ? and from_millis < ? and to_millis >= ?"
                    + " order by from_millis")) {
      statement.setString(1, station.group());
      statement.setString(2, station.node());
      statement.setLong(3, to);
      statement.setLong(4, from);
      NameTable named = hasNames(connection) ? names(connection) : new NameTable();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(named.unpack(station, rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
        }
      }
    } catch (SQLException | IOException e) {
      throw new StoreException("read history in " + file(day), e);
    }
  }

  /** A day of an earlier version has its names in the blocks. */
  private static boolean hasNames(Connection connection) throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "series", null)) {
      return tables.next();
    }
  }

  private List<LocalDate> days() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(file -> dayOf(file).stream()).sorted().toList();
    } catch (IOException e) {
      throw new StoreException("look for history in " + folder, e);
    }
  }

  private static Optional<LocalDate> dayOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.endsWith(END)
          ? Optional.of(LocalDate.parse(name.substring(0, name.length() - END.length())))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public void dropBefore(LocalDate day) {
    for (LocalDate old : days()) {
      if (old.isBefore(day)) {
        if (openDay.equals(Optional.of(old))) {
          closeWriter();
        }
        drop(file(old));
      }
    }
  }

  private static void drop(Path file) {
    try {
      for (String part : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
      }
    } catch (IOException e) {
      throw new StoreException("drop the day of history " + file, e);
    }
  }

  @Override
  public void close() {
    closeWriter();
  }
}
