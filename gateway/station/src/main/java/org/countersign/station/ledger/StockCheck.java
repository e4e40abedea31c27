package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.station.stock.CardState;

/** Counts the batches anew from the cards, and compares; the audit does it from the chain. */
final class StockCheck {

  private final Connection connection;

  private StockCheck(Connection connection) {
    this.connection = connection;
  }

  /** That no batch has fewer cards in a state than cards are known by their chip. Quick. */
  static Optional<String> quick(Connection connection) throws SQLException {
    return new StockCheck(connection).known();
  }

  private Optional<String> known() throws SQLException {
    Map<String, Map<CardState, Long>> batches = batches();
    Map<String, Map<CardState, Long>> cards = cards();
    for (var batch : cards.entrySet()) {
      Map<CardState, Long> counts = batches.getOrDefault(batch.getKey(), Map.of());
      for (var known : batch.getValue().entrySet()) {
        long counted = counts.getOrDefault(known.getKey(), 0L);
        boolean byChipAlone =
            switch (known.getKey()) {
              case IN_PROCESS, IN_DOUBT, ISSUED, QUARANTINED -> true;
              default -> false;
            };
        boolean wrong =
            byChipAlone
                ? counted != known.getValue()
                : known.getKey() != CardState.BLANK && counted < known.getValue();
        if (wrong) {
          return Optional.of(
              "batch "
                  + batch.getKey()
                  + " counts "
                  + counted
                  + " card(s) "
                  + known.getKey().english()
                  + ", but "
                  + known.getValue()
                  + " are in the table of cards");
        }
      }
    }
    return Optional.empty();
  }

  private Map<String, Map<CardState, Long>> batches() throws SQLException {
    Map<String, Map<CardState, Long>> batches = new TreeMap<>();
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM batches");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        batches.put(row.getString("id"), StockBook.counts(row));
      }
    }
    return batches;
  }

  private Map<String, Map<CardState, Long>> cards() throws SQLException {
    Map<String, Map<CardState, Long>> cards = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT batch, state, count(*) FROM cards GROUP BY state, batch");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        cards
            .computeIfAbsent(row.getString(1), b -> new EnumMap<>(CardState.class))
            .put(CardState.valueOf(row.getString(2)), row.getLong(3));
      }
    }
    return cards;
  }
}
