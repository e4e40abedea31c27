package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.countersign.station.clock.ProvenTime;
import org.countersign.station.stock.Pace;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;

/**
 * A look at a ledger that no station has open.
 *
 * @param time what its records prove of the time
 * @param inDoubt cards that wait to be read
 * @param problem what is wrong with its newest records; empty if nothing is
 */
public record LedgerGlance(ProvenTime time, long inDoubt, Optional<String> problem) {

  private static final int TAIL = 1_000;

  /**
   * Looks, and writes nothing but SQLite's own index of the log.
   *
   * @throws LedgerException if it cannot be read
   */
  public static LedgerGlance at(Path file) {
    return read(
        file,
        connection -> {
          ChainCheck.Result chain = ChainCheck.tail(connection, TAIL);
          return new LedgerGlance(
              chain.end().time(),
              number(connection, "SELECT count(*) FROM cards WHERE state = 'IN_DOUBT'"),
              chain.problem());
        });
  }

  /**
   * Why a start would issue nothing on this ledger: it is a copy, or not this station's. Empty if
   * nothing speaks against it.
   *
   * @throws LedgerException if it cannot be read
   */
  public static Optional<String> standing(Path file, Standing.Terms terms) {
    return read(
        file,
        connection -> {
          StandingCheck check =
              new StandingCheck(
                  new LedgerReader(connection),
                  number(connection, "SELECT coalesce(max(sequence), 0) FROM records"));
          try {
            return check.difference(
                terms, check.begun(), Anchor.read(new AnchorFile(terms.anchor())));
          } catch (IOException e) {
            return Optional.of("the anchor of the ledger cannot be read: " + e.getMessage());
          }
        });
  }

  /**
   * The newest grant on record.
   *
   * @param cardsLeft cards that may still be begun under it
   */
  public record Granted(Grant grant, long cardsLeft) {}

  /**
   * The newest grant on record; empty if there is none.
   *
   * @throws LedgerException if it cannot be read
   */
  public static Optional<Granted> grant(Path file) {
    return read(
        file,
        connection ->
            new LedgerReader(connection)
                    .list(
                        "SELECT content, spent FROM grants ORDER BY number DESC LIMIT 1",
                        row -> granted(file, row.getBytes(1), row.getLong(2)))
                    .stream()
                    .findFirst());
  }

  /**
   * How many cards were begun on the last working days.
   *
   * @throws LedgerException if it cannot be read
   */
  public static Pace pace(Path file, Instant now) {
    return read(file, connection -> PaceCount.of(new LedgerReader(connection), now));
  }

  /**
   * How two persons found the station last; empty if none did.
   *
   * @throws LedgerException if it cannot be read
   */
  public static Optional<StationAcceptances.Newest> acceptance(Path file) {
    return read(file, connection -> new NewestAcceptance(new LedgerReader(connection)).now());
  }

  private static Granted granted(Path file, byte[] json, long spent) {
    try {
      Grant grant = GrantJson.read(json);
      return new Granted(grant, Math.max(0, grant.maxCards() - spent));
    } catch (IOException e) {
      throw new LedgerException("the grant in " + file + " is not as it was written", e);
    }
  }

  private static <T> T read(Path file, LedgerReader.Question<T> question) {
    SqliteLibrary.settle(file);
    try (Connection connection = Schema.reader(file)) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw new LedgerException("cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
