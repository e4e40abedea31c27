package org.countersign.station.cuts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.countersign.station.ledger.LedgerBench;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The disk under the ledger. SQLite does the work in memory; what is left after a cut is decided
 * here: all that was committed while {@code PRAGMA synchronous} was FULL, and of what was committed
 * otherwise as much as the seed says, which in a write-ahead log is always the oldest part.
 */
final class Disk {

  /** {@code PRAGMA synchronous} of FULL; in WAL mode nothing less syncs each commit. */
  private static final int FULL = 2;

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final VirtualTime time;
  private final Power power;
  private final SplittableRandom choices;
  private byte[] durable = Template.EMPTY;
  private final List<byte[]> unsynced = new ArrayList<>();
  private @Nullable SQLiteConnection live;
  private boolean syncs;
  private boolean changing;
  private long commits;
  private final Map<String, Deque<PreparedStatement>> unused = new HashMap<>();
  private final List<VirtualTime.Signal> readers = new ArrayList<>();

  /** Made once, since making the tables takes longer than a run. */
  private static final class Template {
    static final byte[] EMPTY = LedgerBench.empty();
  }

  Disk(VirtualTime time, Power power, SplittableRandom choices) {
    this.time = time;
    this.power = power;
    this.choices = choices;
  }

  /** The connection that writes. */
  Connection connect() throws SQLException {
    LedgerBench.Opened made = LedgerBench.connect(durable);
    SQLiteConnection opened = made.connection();
    live = opened;
    syncs = made.synchronous() >= FULL;
    return watched(
        opened,
        sql -> {
          PreparedStatement statement = opened.prepareStatement(sql);
          return switch (sql) {
            case "BEGIN IMMEDIATE" ->
                around(statement, () -> {}, () -> changing = true, statement::close);
            case "COMMIT" ->
                around(statement, this::beforeCommit, () -> afterCommit(opened), statement::close);
            default -> statement;
          };
        });
  }

  /**
   * The connection that reads. It is the same database; that it must not see what is not committed
   * is kept by waiting.
   */
  Connection reading() {
    SQLiteConnection open = open();
    return watched(
        open,
        sql -> {
          PreparedStatement statement = prepared(open, sql);
          return around(
              statement,
              this::untilCommitted,
              () -> {},
              () -> unused.computeIfAbsent(sql, s -> new ArrayDeque<>()).push(statement));
        });
  }

  /** Preparing takes longer than asking, so statements are kept. */
  private PreparedStatement prepared(SQLiteConnection open, String sql) throws SQLException {
    PreparedStatement kept = unused.getOrDefault(sql, new ArrayDeque<>()).poll();
    return kept == null ? open.prepareStatement(sql) : kept;
  }

  private void untilCommitted() {
    while (changing) {
      VirtualTime.Signal committed = new VirtualTime.Signal(time);
      readers.add(committed);
      committed.await(FOR_EVER);
    }
  }

  private SQLiteConnection open() {
    SQLiteConnection open = live;
    if (open == null) {
      throw new IllegalStateException("the disk has no power");
    }
    return open;
  }

  /** How often something was committed; as long as it is the same, so is the database. */
  long commits() {
    return commits;
  }

  /** Asks the database as it is now, every column as text; null for NULL. */
  List<List<@Nullable String>> rows(String sql, String... values) {
    try {
      PreparedStatement select = prepared(open(), sql);
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      List<List<@Nullable String>> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        int columns = row.getMetaData().getColumnCount();
        while (row.next()) {
          List<@Nullable String> one = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            one.add(row.getString(i));
          }
          found.add(one);
        }
      }
      unused.computeIfAbsent(sql, s -> new ArrayDeque<>()).push(select);
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The power is gone. */
  void fail() {
    SQLiteConnection open = live;
    if (open == null) {
      return;
    }
    try (open) {
      if (changing) {
        try (Statement statement = open.createStatement()) {
          statement.execute("ROLLBACK");
        }
      }
      if (syncs) {
        durable = open.serialize("main");
      } else if (!unsynced.isEmpty()) {
        int kept = choices.nextInt(unsynced.size() + 1);
        durable = kept == 0 ? durable : unsynced.get(kept - 1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    unsynced.clear();
    readers.clear();
    unused.clear();
    changing = false;
    live = null;
  }

  /** The end of a run. */
  void close() {
    fail();
  }

  /** Gives statements out. */
  @FunctionalInterface
  private interface Preparing {
    PreparedStatement prepare(String sql) throws SQLException;
  }

  private static Connection watched(SQLiteConnection real, Preparing statements) {
    return (Connection)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "prepareStatement" ->
                      statements.prepare(String.valueOf(Objects.requireNonNull(arguments)[0]));
                  // A reader's transaction; nobody writes while it reads, and the database is one.
                  case "setAutoCommit", "rollback" -> null;
                  default -> call(real, method, arguments);
                });
  }

  private void beforeCommit() {
    power.pass(Point.BEFORE_COMMIT, "ledger");
  }

  private void afterCommit(SQLiteConnection real) throws SQLException {
    changing = false;
    commits++;
    readers.forEach(VirtualTime.Signal::tell);
    readers.clear();
    if (!syncs) {
      unsynced.add(real.serialize("main"));
    }
    power.pass(Point.AFTER_COMMIT, "ledger");
  }

  @FunctionalInterface
  private interface Act {
    void run() throws SQLException;
  }

  private static PreparedStatement around(
      PreparedStatement real, Act before, Act after, Act close) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                close.run();
                return null;
              }
              boolean runs = method.getName().startsWith("execute");
              if (runs) {
                before.run();
              }
              Object result = call(real, method, arguments);
              if (runs) {
                after.run();
              }
              return result;
            });
  }

  private static @Nullable Object call(
      Object target, java.lang.reflect.Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
