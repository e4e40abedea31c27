package org.countersign.station.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.StockCard;

/** The stock on record. Any thread but an event loop; changes are durable when a call returns. */
public final class StockBook {

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private volatile boolean batchRequired;

  StockBook(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Records a batch of blanks. The same one again changes nothing.
   *
   * @throws StockRefusedException if the id belongs to another batch
   */
  public void receive(Receipt receipt) {
    boolean ignored = writer.write(tx -> received(tx, receipt));
  }

  private static boolean received(Transaction tx, Receipt receipt) throws SQLException {
    String digest = digest(receipt.toString());
    if (isReplay(tx, "batch " + receipt.batch(), digest, "batch")) {
      return false;
    }
    LedgerRecord record =
        tx.append(
            "stock",
            receipt.batch(),
            "RECEIVED",
            Map.of(
                "product", receipt.product(),
                "quantity", Long.toString(receipt.quantity()),
                "label", receipt.label(),
                "by", receipt.by()));
    CardStock.insertBatch(
        tx,
        receipt.batch(),
        receipt.product(),
        receipt.label(),
        receipt.by(),
        record.sequence(),
        receipt.quantity());
    tx.update(
        "INSERT INTO movements VALUES (?,?,?)",
        "batch " + receipt.batch(),
        record.sequence(),
        digest);
    return true;
  }

  /** Whether this was asked for before; another thing under the same id is refused. */
  static boolean isReplay(Transaction tx, String id, String digest, String field)
      throws SQLException {
    String known =
        tx.query("SELECT digest FROM movements WHERE id = ?", row -> row.getString(1), "", id);
    if (!known.isEmpty() && !known.equals(digest)) {
      throw new StockRefusedException(
          field, "was used for something else; nothing was changed. Use an id of its own");
    }
    return !known.isEmpty();
  }

  static String digest(String text) {
    return Bytes.of(LedgerRecord.sha256().digest(text.getBytes(StandardCharsets.UTF_8))).toHex();
  }

  /**
   * Records what persons did. The same id again changes nothing.
   *
   * @throws StockRefusedException with every reason why it cannot be
   */
  public void move(Movement movement) {
    boolean ignored =
        writer.write(tx -> {
          String digest = digest(movement.toString());
          if (isReplay(tx, movement.id(), digest, "id")) {
            return false;
          }
          LedgerRecord record = new StockMoves(tx, movement, writer::erased).apply();
          tx.update(
              "INSERT INTO movements VALUES (?,?,?)", movement.id(), record.sequence(), digest);
          return true;
        });
  }

  /**
   * Sets whether a card may be taken while no batch is open; a change is on record. A ledger that
   * takes no record issues no card either, and stays as it is.
   */
  public void requireBatch(boolean required) {
    batchRequired = required;
    if (writer.failure().isPresent()) {
      return;
    }
    boolean ignored =
        writer.write(tx -> {
          if (CardStock.isRequired(tx) == required) {
            return false;
          }
          tx.append("stock", CardStock.REQUIRE_BATCH, "RULE", Map.of("value", required + ""));
          return tx.update(
                  "INSERT INTO stock_rules VALUES (?,?) ON CONFLICT(name) DO UPDATE SET value ="
                      + " excluded.value",
                  CardStock.REQUIRE_BATCH,
                  Boolean.toString(required))
              == 1;
        });
  }

  /**
   * Products that a device may make now, out of those that it can.
   *
   * @param profiles what it can make; empty for all
   * @return empty if nothing restricts it; otherwise those with blanks in an open batch, perhaps
   *     none
   */
  public Optional<Set<String>> drawable(String device, Set<String> profiles) {
    if (!batchRequired) {
      return Optional.empty();
    }
    Set<String> open = new HashSet<>(CardStock.productsToDraw(reader, device));
    if (!profiles.isEmpty()) {
      open.retainAll(profiles);
    }
    return Optional.of(Set.copyOf(open));
  }

  /** Every batch in the order of receipt; what belongs to none is last. */
  public List<Batch> batches() {
    return reader.ask(connection -> {
      Map<String, Set<String>> open = new HashMap<>();
      try (var select = connection.prepareStatement("SELECT batch, device FROM open_batches");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          open.computeIfAbsent(row.getString(1), b -> new HashSet<>()).add(row.getString(2));
        }
      }
      List<Batch> batches = new ArrayList<>();
      try (var select =
              connection.prepareStatement(
                  "SELECT b.*, r.at FROM batches b JOIN records r ON r.sequence = b.receipt"
                      + " ORDER BY b.id LIKE 'unbatched:%', b.receipt");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          batches.add(batch(row, open));
        }
      }
      return batches;
    });
  }

  private static Batch batch(ResultSet row, Map<String, Set<String>> open) throws SQLException {
    String id = row.getString("id");
    boolean unbatched = id.startsWith(Batch.UNBATCHED);
    return new Batch(
        id,
        row.getString("product"),
        row.getLong("received"),
        row.getLong("surplus"),
        unbatched ? 0 : row.getLong("at"),
        row.getString("received_by"),
        row.getString("label"),
        counts(row),
        open.getOrDefault(id, Set.of()));
  }

  static Map<CardState, Long> counts(ResultSet row) throws SQLException {
    Map<CardState, Long> counts = new EnumMap<>(CardState.class);
    for (CardState state : CardState.values()) {
      counts.put(state, row.getLong(CardStock.column(state)));
    }
    return counts;
  }

  /** What of the batches a person should look into. */
  public List<Discrepancy> discrepancies() {
    List<Discrepancy> found = new ArrayList<>();
    for (Batch batch : batches()) {
      if (batch.isUnbatched() && batch.received() > 0) {
        String product = batch.product().isEmpty() ? "-" : batch.product();
        found.add(new Discrepancy(Discrepancy.Kind.UNBATCHED, product, batch.received()));
      } else if (batch.surplus() > 0) {
        found.add(new Discrepancy(Discrepancy.Kind.SURPLUS, batch.id(), batch.surplus()));
      }
    }
    Map<String, Long> unwitnessed = new TreeMap<>();
    unwitnessed(reader).forEach(card -> unwitnessed.merge(card.batch(), 1L, Long::sum));
    unwitnessed.forEach(
        (batch, cards) -> found.add(new Discrepancy(Discrepancy.Kind.UNWITNESSED, batch, cards)));
    return found;
  }

  static List<StockCard> unwitnessed(LedgerReader reader) {
    return reader.list(
        CARD + " WHERE c.state = 'SPOILED' AND w.chip IS NULL ORDER BY c.changed", StockBook::card);
  }

  static final String CARD =
      "SELECT c.chip, c.state, c.batch, c.job, w.chip FROM cards c LEFT JOIN witnessed w ON"
          + " w.chip = c.chip";

  static StockCard card(ResultSet row) throws SQLException {
    return new StockCard(
        row.getString(1),
        CardState.valueOf(row.getString(2)),
        row.getString(3),
        Optional.ofNullable(row.getString(4)),
        row.getString(5) != null);
  }

  /**
   * Cards whose chip was read, the last changed first.
   *
   * @param states only these; empty for all
   * @param limit at most so many
   */
  public List<StockCard> cards(Set<CardState> states, int limit) {
    Set<CardState> wanted = states.isEmpty() ? Set.of(CardState.values()) : states;
    List<Object> values = new ArrayList<>();
    wanted.forEach(state -> values.add(state.name()));
    values.add(limit);
    return reader.list(
        CARD
            + " WHERE c.state IN ("
            + String.join(",", Collections.nCopies(wanted.size(), "?"))
            + ") ORDER BY c.changed DESC LIMIT ?",
        StockBook::card,
        values.toArray());
  }
}
