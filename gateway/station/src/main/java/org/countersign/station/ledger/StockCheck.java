package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.station.stock.CardState;

/** Counts the batches anew from the cards and from the chain, and compares. */
final class StockCheck {

  private final Connection connection;

  /** What a batch must be by the chain: cards whose chip is known are added from their table. */
  private static final class Expected {
    private long received;
    private long drawn;
    private final Map<CardState, Long> counts = new EnumMap<>(CardState.class);

    void add(CardState state, long cards) {
      counts.merge(state, cards, Long::sum);
    }

    /** Blanks are what is left of what was received. */
    long blank() {
      return received - counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private StockCheck(Connection connection) {
    this.connection = connection;
  }

  /** That no batch has fewer cards in a state than cards are known by their chip. Quick. */
  static Optional<String> quick(Connection connection) throws SQLException {
    return new StockCheck(connection).known();
  }

  /** The same, and every batch recounted from the chain. */
  static Optional<String> full(Connection connection) throws SQLException {
    StockCheck check = new StockCheck(connection);
    Optional<String> odd = check.known();
    return odd.isPresent() ? odd : check.recounted();
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

  private Optional<String> recounted() throws SQLException {
    Map<String, Expected> expected = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT subject, state, facts FROM records WHERE kind = 'stock' ORDER BY sequence");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        replay(expected, row.getString(1), row.getString(2), FactsJson.facts(row.getString(3)));
      }
    }
    Map<String, Map<CardState, Long>> cards = cards();
    for (var batch : batches().entrySet()) {
      Expected wanted = expected.getOrDefault(batch.getKey(), new Expected());
      Map<CardState, Long> known = cards.getOrDefault(batch.getKey(), Map.of());
      long inTable = known.values().stream().mapToLong(Long::longValue).sum();
      if (inTable != wanted.drawn) {
        return Optional.of(
            "batch %s has %d card(s), but the chain says that %d were taken from it"
                .formatted(batch.getKey(), inTable, wanted.drawn));
      }
      known.forEach((state, count) -> {
        if (state != CardState.BLANK) {
          wanted.add(state, count);
        }
      });
      Optional<String> odd = compare(batch.getKey(), wanted, batch.getValue());
      if (odd.isPresent()) {
        return odd;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> compare(
      String batch, Expected wanted, Map<CardState, Long> counts) {
    for (CardState state : CardState.values()) {
      long there = counts.getOrDefault(state, 0L);
      long right =
          state == CardState.BLANK ? wanted.blank() : wanted.counts.getOrDefault(state, 0L);
      if (there != right) {
        return Optional.of(
            "batch %s counts %d card(s) %s, but the chain makes it %d"
                .formatted(batch, there, state.english(), right));
      }
    }
    return Optional.empty();
  }

  private static void replay(
      Map<String, Expected> all, String batch, String state, SortedMap<String, String> facts) {
    Expected expected = all.computeIfAbsent(batch, b -> new Expected());
    switch (state) {
      case "RECEIVED" -> expected.received += number(facts, "quantity");
      case "DRAWN" -> {
        expected.drawn++;
        expected.received += batch.startsWith("unbatched:") ? 1 : 0;
      }
      case "SURPLUS" -> expected.received++;
      case "FOUND" -> expected.add(CardState.LOST, -1);
      case "COUNTED" -> {
        expected.add(CardState.LOST, number(facts, "lost") - number(facts, "found"));
        expected.received += number(facts, "more");
      }
      case "ASSIGNED" -> {
        Expected from = all.computeIfAbsent(facts.getOrDefault("from", ""), b -> new Expected());
        expected.drawn += from.drawn;
        from.drawn = 0;
        // Cards without a chip number can have been lost or spoiled out of it.
        from.received = 0;
        from.counts.forEach(expected::add);
        from.counts.clear();
      }
      case "SPOILED", "DESTROYED", "RETURNED", "LOST" -> {
        if (facts.containsKey("quantity")) {
          long cards = number(facts, "quantity");
          expected.add(CardState.valueOf(state), cards);
          CardState from = CardState.valueOf(facts.getOrDefault("from", "BLANK"));
          if (from != CardState.BLANK) {
            expected.add(from, -cards);
          }
        }
      }
      default -> {
        // OPENED, SHUT and RULE count nothing.
      }
    }
  }

  private static long number(SortedMap<String, String> facts, String name) {
    String text = facts.getOrDefault(name, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
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
