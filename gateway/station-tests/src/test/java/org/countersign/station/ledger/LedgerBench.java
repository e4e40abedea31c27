package org.countersign.station.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.countersign.station.config.SerialRange;
import org.countersign.trust.grant.Grant;
import org.sqlite.SQLiteConnection;

/** Ledgers over databases in memory, for a harness that decides what of them a disk keeps. */
public final class LedgerBench {

  private static final String MEMORY = "jdbc:sqlite::memory:";

  private LedgerBench() {}

  /** Where the ledger's anchor is kept; its methods are the steps of a file system. */
  public interface Anchors extends AnchorStore {}

  /**
   * Does what a start does before anything is issued: looks at ledger, anchor and machine, and
   * takes a grant if none is on record.
   *
   * @param profiles SHA-256 of each product's profile by its id
   * @throws GrantRefused if the grant is not taken
   */
  public static void begin(
      Ledger ledger, Anchors anchors, Map<String, String> profiles, SerialRange serials)
      throws GrantRefused {
    Standing.Terms terms = new Standing.Terms("st-1", Path.of("anchor"), "machine", true);
    ledger.standing().begin(terms, anchors);
    ledger.grants().require(new Grants.Terms("st-1", profiles));
    if (ledger.standing().objection().isPresent() || ledger.grants().kept().isPresent()) {
      return;
    }
    GrantFixture grant = new GrantFixture();
    grant.profiles =
        profiles.entrySet().stream()
            .map(profile -> new Grant.Product(profile.getKey(), profile.getValue()))
            .toList();
    grant.serials = List.of(new Grant.Serials(serials.prefix(), serials.first(), serials.last()));
    grant.maxCards = serials.last();
    Grant ignored = ledger.grants().install(grant.signed());
  }

  /** The image of a ledger without a record. */
  public static byte[] empty() {
    try (Connection connection = Schema.writer(MEMORY, "a ledger in memory")) {
      return connection.unwrap(SQLiteConnection.class).serialize("main");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A database in memory.
   *
   * @param synchronous {@code PRAGMA synchronous} as the ledger's writer sets it
   */
  public record Opened(SQLiteConnection connection, int synchronous) {}

  /** A database in memory that holds an image, opened as the ledger's writer opens its own. */
  public static Opened connect(byte[] image) throws SQLException {
    SQLiteConnection connection =
        Schema.settings().createConnection(MEMORY).unwrap(SQLiteConnection.class);
    int synchronous = synchronous(connection); // The image brings a setting of its own.
    connection.deserialize("main", image);
    return new Opened(connection, synchronous);
  }

  private static int synchronous(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA synchronous")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /**
   * Opens the ledger; on one of its own threads, since it may write.
   *
   * @param queue what the ledger's thread waits at
   */
  public static Ledger open(
      Path place,
      StationKey key,
      Clock clock,
      MeterRegistry meters,
      Connection connection,
      Supplier<Connection> reading,
      BlockingQueue<?> queue,
      ThreadFactory threads)
      throws SQLException {
    @SuppressWarnings("unchecked")
    BlockingQueue<List<? extends LedgerWriter.Piece<?>>> pieces =
        (BlockingQueue<List<? extends LedgerWriter.Piece<?>>>) queue;
    return Ledger.over(
        new Ledger.Settings(place, key, 0),
        clock,
        () -> {},
        connection,
        reading::get,
        transaction -> new LedgerWriter(transaction, meters, pieces, threads));
  }
}
