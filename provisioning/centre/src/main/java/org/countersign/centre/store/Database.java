package org.countersign.centre.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.countersign.trust.secret.SecretFile;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The centre's database with all its tables. Any thread; a call waits for the database, so none of
 * the fleet's thread.
 */
public final class Database implements AutoCloseable {

  /** Readers of pages, and the writers that have one each. */
  private static final int CONNECTIONS = 8;

  private static final int BUSY_MILLIS = 10_000;
  private static final String SQL = "classpath:org/countersign/centre/store/";

  private static final int SERVER_MILLIS = 3_000;

  private final HikariDataSource source;

  /** When it first did not answer; 0 while it does. */
  private final AtomicLong away = new AtomicLong();

  private final DatabaseConfig config;

  private Database(HikariDataSource source, DatabaseConfig config) {
    this.source = source;
    this.config = config;
  }

  /**
   * Opens the database and brings its tables up to date.
   *
   * @throws StoreException if it does not answer, or its tables are of a newer centre
   */
  public static Database open(DatabaseConfig config) {
    try {
      HikariConfig pool = new HikariConfig();
      pool.setPoolName("database");
      pool.setMaximumPoolSize(CONNECTIONS);
      pool.setMinimumIdle(1);
      pool.setConnectionTimeout(BUSY_MILLIS);
      switch (config) {
        case DatabaseConfig.Embedded embedded -> pool.setDataSource(sqlite(embedded));
        case DatabaseConfig.Server server -> postgresql(pool, server);
      }
      HikariDataSource source = new HikariDataSource(pool);
      try {
        migrate(source, config);
        return new Database(source, config);
      } catch (RuntimeException e) {
        source.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new StoreException("open the centre's database " + place(config), e);
    }
  }

  private static String place(DatabaseConfig config) {
    return switch (config) {
      case DatabaseConfig.Embedded embedded -> embedded.file().toString();
      case DatabaseConfig.Server server -> server.url();
    };
  }

  private static DataSource sqlite(DatabaseConfig.Embedded embedded) throws IOException {
    Files.createDirectories(embedded.folder());
    return sqlite(embedded.file());
  }

  /** Commits of a file that is opened by this survive a loss of power. */
  public static SQLiteDataSource sqlite(Path file) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(SynchronousMode.FULL);
    settings.setBusyTimeout(BUSY_MILLIS);
    // A transaction that reads first and writes then would find the file locked, without a wait.
    settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static void postgresql(HikariConfig pool, DatabaseConfig.Server server)
      throws IOException {
    pool.setJdbcUrl(server.url());
    pool.setUsername(server.user());
    pool.setPassword(new String(SecretFile.firstLine(server.passwordFile())));
    // A page that waits for a server that is away holds one of few workers.
    pool.setConnectionTimeout(SERVER_MILLIS);
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool.addDataSourceProperty("ApplicationName", "countersign-centre");
  }

  private static void migrate(DataSource source, DatabaseConfig config) throws FlywayException {
    Flyway.configure()
        .dataSource(source)
        .locations(
            config instanceof DatabaseConfig.Server
                ? new String[] {SQL + "common", SQL + "postgresql"}
                : new String[] {SQL + "common"})
        .load()
        .migrate();
  }

  /** Where it is. */
  public DatabaseConfig config() {
    return config;
  }

  /** A connection of one's own; closing it gives it back. */
  public Connection connection() throws SQLException {
    try {
      Connection made = source.getConnection();
      away.set(0);
      return made;
    } catch (SQLException e) {
      var ignored = away.compareAndSet(0, System.currentTimeMillis());
      throw e;
    }
  }

  /**
   * Since when it does not answer, milliseconds since 1970-01-01T00:00:00Z; empty while it does, by
   * the last try. The accounts are read every few seconds, so that this is never old.
   */
  public OptionalLong awaySince() {
    long since = away.get();
    return since == 0 ? OptionalLong.empty() : OptionalLong.of(since);
  }

  /** Makes something of a row. */
  @FunctionalInterface
  public interface Row<T> {

    /** What it makes. */
    T of(ResultSet row) throws SQLException;
  }

  /**
   * Asks.
   *
   * @param tried for the exception
   * @param values of the statement's question marks, in order
   * @throws StoreException if the database does not answer
   */
  public <T> List<T> query(String tried, String sql, Row<T> made, @Nullable Object... values) {
    try (Connection connection = connection();
        PreparedStatement statement = prepare(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(made.of(rows));
      }
      return all;
    } catch (SQLException e) {
      throw new StoreException(tried, e);
    }
  }

  /**
   * Changes something, durably.
   *
   * @return rows that were changed
   * @throws StoreException if it was not done
   */
  public int update(String tried, String sql, @Nullable Object... values) {
    try (Connection connection = connection();
        PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException(tried, e);
    }
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int at = 0; at < values.length; at++) {
      statement.setObject(at + 1, values[at]);
    }
    return statement;
  }

  @Override
  public void close() {
    source.close();
  }
}
