package org.countersign.station.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/** The tables and how a connection to them is opened. */
final class Schema {

  /** Raised with every change of the tables; a file with another one is refused, not changed. */
  static final int VERSION = 6;

  private static final String[] TABLES = {
    """
    CREATE TABLE records (
      sequence INTEGER PRIMARY KEY,
      at       INTEGER NOT NULL,           -- milliseconds since 1970
      kind     TEXT NOT NULL,              -- job, device, stock, shift, operator, alarm
      subject  TEXT NOT NULL,
      state    TEXT NOT NULL,
      facts    TEXT NOT NULL,              -- JSON object of texts, names in order
      previous BLOB NOT NULL,
      hash     BLOB NOT NULL               -- without index: it is walked, never looked up
    ) STRICT
    """,
    """
    CREATE TABLE jobs (
      id          TEXT PRIMARY KEY,
      number      INTEGER NOT NULL UNIQUE REFERENCES records(sequence),
      profile     TEXT NOT NULL,
      suite       TEXT NOT NULL,
      state       TEXT NOT NULL,
      serial      TEXT UNIQUE,             -- never given to another job
      device      TEXT,
      chip        TEXT,
      accepted_at INTEGER NOT NULL,
      reserved_at INTEGER,
      changed_at  INTEGER NOT NULL,
      problem     TEXT,
      work        TEXT,                    -- JSON
      salt        BLOB NOT NULL,
      digest      BLOB NOT NULL            -- of the application, keyed and salted
    ) STRICT
    """,
    // Apart from the jobs, so that a change of state does not write the application again.
    """
    CREATE TABLE sealed (
      job     TEXT PRIMARY KEY REFERENCES jobs(id),  -- the row is gone once it is destroyed
      job_key BLOB NOT NULL,                         -- wrapped
      body    BLOB NOT NULL,                         -- the application, encrypted
      signed  BLOB                                   -- the signed object, encrypted; made once a job
    ) STRICT
    """,
    "CREATE INDEX jobs_by_state ON jobs(state, number)",
    """
    CREATE TABLE cards (
      chip    TEXT PRIMARY KEY,
      state   TEXT NOT NULL
        CHECK (state IN ('BLANK','IN_PROCESS','IN_DOUBT','ISSUED','SPOILED','QUARANTINED',
                         'RETURNED','DESTROYED','LOST')),
      job     TEXT REFERENCES jobs(id),
      batch   TEXT NOT NULL REFERENCES batches(id),
      changed INTEGER NOT NULL REFERENCES records(sequence)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE UNIQUE INDEX one_card_a_job ON cards(job)
      WHERE state IN ('IN_PROCESS','IN_DOUBT','ISSUED')
    """,
    "CREATE INDEX cards_by_state ON cards(state, batch)",
    "CREATE TABLE serials (prefix TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE outbox (
      sequence INTEGER PRIMARY KEY REFERENCES records(sequence),
      job      TEXT REFERENCES jobs(id)    -- NULL for what concerns the whole station
    ) STRICT
    """,
    // Each card that becomes active asks whether it was reported before.
    "CREATE INDEX outbox_by_job ON outbox(job)",
  };

  private Schema() {}

  /** Every table and index, in the order in which they are made. */
  static List<String> tables() {
    return Stream.of(
            TABLES,
            StockSchema.TABLES,
            Attempts.TABLES,
            AuditTables.TABLES,
            GrantTables.TABLES,
            AlarmTable.TABLES)
        .flatMap(Arrays::stream)
        .toList();
  }

  /** The one connection that writes; makes the tables in a new file. */
  static Connection writer(Path file) throws SQLException {
    return writer("jdbc:sqlite:" + file, file.toString());
  }

  /**
   * The same, for any database of SQLite's.
   *
   * @param name for whoever reads what is wrong with it
   */
  static Connection writer(String url, String name) throws SQLException {
    Connection connection = settings().createConnection(url);
    try {
      create(connection, name);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** What the connection that writes is opened with. */
  static SQLiteConfig settings() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    // The writer moves the log into the tables itself, between commits.
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
    config.setBusyTimeout(5_000);
    return config;
  }

  /** A connection that only reads. */
  static Connection reader(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.setBusyTimeout(5_000);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** A connection that reads a file which nobody writes; makes nothing beside it. */
  static Connection still(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    return config.createConnection("jdbc:sqlite:" + file.toUri().toASCIIString() + "?immutable=1");
  }

  private static void create(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version == VERSION) {
        return;
      }
      if (version != 0) {
        throw new LedgerException(
            name
                + " has ledger version "
                + version
                + ", this gateway knows "
                + VERSION
                + ": start the gateway that wrote it, or a newer one");
      }
      statement.execute("BEGIN IMMEDIATE");
      for (String table : tables()) {
        statement.execute(table);
      }
      statement.execute("PRAGMA user_version = " + VERSION);
      statement.execute("COMMIT");
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
