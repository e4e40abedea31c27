package org.countersign.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** The ledger's cards, read from its file as an auditor would. */
final class LedgerCards {

  /**
   * A card on record.
   *
   * @param state BLANK, IN_PROCESS, IN_DOUBT, ISSUED, SPOILED or QUARANTINED
   * @param job that it was for
   */
  record Entry(String state, Optional<String> job) {}

  private final Map<String, Entry> byChip = new HashMap<>();
  private final List<String> serials = new ArrayList<>();

  private LedgerCards() {}

  /** Reads them all; the station may be running. */
  static LedgerCards read(Path ledger) throws SQLException {
    LedgerCards cards = new LedgerCards();
    if (!Files.exists(ledger)) {
      return cards;
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection db =
            DriverManager.getConnection("jdbc:sqlite:" + ledger, config.toProperties());
        Statement statement = db.createStatement()) {
      if (!isMade(statement)) {
        return cards;
      }
      try (ResultSet row = statement.executeQuery("SELECT chip, state, job FROM cards")) {
        while (row.next()) {
          cards.byChip.put(
              row.getString(1), new Entry(row.getString(2), Optional.ofNullable(row.getString(3))));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT serial FROM jobs WHERE serial IS NOT NULL")) {
        while (row.next()) {
          cards.serials.add(row.getString(1));
        }
      }
    }
    return cards;
  }

  /** Everything on record of a job and of its card, for the message of a failure. */
  static String history(Path ledger, String job) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    StringBuilder all = new StringBuilder();
    try (Connection db =
            DriverManager.getConnection("jdbc:sqlite:" + ledger, config.toProperties());
        PreparedStatement select =
            db.prepareStatement(
                "SELECT sequence, state, facts FROM records WHERE subject = ? OR facts LIKE"
                    + " (SELECT '%' || chip || '%' FROM jobs WHERE id = ?) ORDER BY sequence")) {
      select.setString(1, job);
      select.setString(2, job);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          all.append("\n").append(row.getString(1)).append(' ').append(row.getString(2));
          all.append(' ').append(row.getString(3));
        }
      }
    }
    return all.toString();
  }

  /** A station that died at its first start has left an empty file. */
  private static boolean isMade(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE name = 'cards'")) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  /** What is on record of a card; empty if it was never opened for a job. */
  Optional<Entry> of(WatchedCard card) {
    String number = batchAndSerial(card.card().chipId());
    return byChip.entrySet().stream()
        .filter(e -> e.getKey().endsWith(number))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The ledger's chip number ends with CPLC's batch and serial number. The card's own ten bytes
   * are: 2 of its maker, 2 fabrication date, 4 serial number, 2 batch.
   */
  private static String batchAndSerial(String chipId) {
    return (chipId.substring(16, 20) + chipId.substring(8, 16)).toUpperCase(java.util.Locale.ROOT);
  }

  /** Serials of all jobs. */
  List<String> serials() {
    return List.copyOf(serials);
  }
}
