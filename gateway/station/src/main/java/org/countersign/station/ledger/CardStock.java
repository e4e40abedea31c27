package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.StockCard;
import org.jspecify.annotations.Nullable;

/**
 * Cards between the states of their batch, in the transaction that changes them: each change takes
 * one card out of one count and puts it into another. Ledger thread only.
 */
final class CardStock {

  static final String REQUIRE_BATCH = "require-batch";

  /** Where a batch is open: a device's own, or the one for every device without. */
  private static final String OPEN =
      """
      SELECT o.batch, b.blank FROM open_batches o JOIN batches b ON b.id = o.batch
        WHERE o.product = ?2 AND o.device IN (?1, '') ORDER BY o.device DESC LIMIT 1
      """;

  /** The same if the product is not known: only if there is no choice. */
  private static final String OPEN_OF_ANY_PRODUCT =
      """
      SELECT max(o.batch), max(b.blank) FROM open_batches o JOIN batches b ON b.id = o.batch
        WHERE o.device = (SELECT max(device) FROM open_batches WHERE device IN (?1, ''))
        HAVING count(*) = 1
      """;

  /** A card whose number is on record. */
  record Known(CardState state, String batch) {}

  private record Open(String batch, long blank) {}

  private CardStock() {}

  /**
   * Writes down what became of a card; a chip that is seen for the first time comes out of the open
   * batch.
   *
   * @param record of the job, or of the device that took the card in
   * @throws NoBatchException if a batch is required and none with blanks is open
   */
  static void set(Transaction tx, LedgerRecord record, String chip, CardState state)
      throws SQLException {
    @Nullable String job =
        record.kind().equals("job") && state != CardState.BLANK ? record.subject() : null;
    Optional<Known> known = known(tx, chip);
    if (known.isEmpty()) {
      String batch = draw(tx, record, chip);
      tx.update(
          "INSERT INTO cards (chip, state, job, batch, changed) VALUES (?,?,?,?,?)",
          chip,
          state.name(),
          job,
          batch,
          record.sequence());
      move(tx, batch, CardState.BLANK, state, 1);
    } else {
      String batch = known.get().batch();
      if (known.get().state() == CardState.BLANK && state != CardState.BLANK) {
        provideBlank(tx, batch, chip);
      }
      tx.update(
          "UPDATE cards SET state = ?, job = ?, changed = ? WHERE chip = ?",
          state.name(),
          job,
          record.sequence(),
          chip);
      move(tx, batch, known.get().state(), state, 1);
    }
    Shifts.tally(tx, device(tx, record), state);
  }

  /**
   * Gives a card that was taken in unread its number. It came out of the blanks of its batch when
   * it was taken in; if the number is on record already, that was one blank too many, which goes
   * back.
   *
   * @param record with the fact {@code chip}
   * @param known the card of that number as it is on record
   */
  static void identify(Transaction tx, LedgerRecord record, StockCard unread, Optional<Known> known)
      throws SQLException {
    String chip = record.facts().getOrDefault("chip", "");
    if (known.isEmpty()) {
      tx.update(
          "UPDATE cards SET chip = ?, changed = ? WHERE chip = ?",
          chip,
          record.sequence(),
          unread.chip());
      return;
    }
    String batch = unread.batch();
    tx.update("DELETE FROM cards WHERE chip = ?", unread.chip());
    if (batch.startsWith(Batch.UNBATCHED)) {
      tx.update(
          "UPDATE batches SET quarantined = quarantined - 1, received = received - 1 WHERE id = ?",
          batch);
    } else {
      move(tx, batch, CardState.QUARANTINED, CardState.BLANK, 1);
    }
    if (known.get().state() == CardState.BLANK) {
      provideBlank(tx, known.get().batch(), chip);
      tx.update(
          "UPDATE cards SET state = 'QUARANTINED', changed = ? WHERE chip = ?",
          record.sequence(),
          chip);
      move(tx, known.get().batch(), CardState.BLANK, CardState.QUARANTINED, 1);
    }
  }

  static Optional<Known> known(Transaction tx, String chip) throws SQLException {
    return tx.query(
        "SELECT state, batch FROM cards WHERE chip = ?",
        row -> Optional.of(new Known(CardState.valueOf(row.getString(1)), row.getString(2))),
        Optional.empty(),
        chip);
  }

  /** Moves cards of a batch from one count to another. */
  static void move(Transaction tx, String batch, CardState from, CardState to, long cards)
      throws SQLException {
    if (from != to) {
      int rows =
          tx.update(
              "UPDATE batches SET "
                  + column(from)
                  + " = "
                  + column(from)
                  + " - ?1, "
                  + column(to)
                  + " = "
                  + column(to)
                  + " + ?1 WHERE id = ?2",
              cards,
              batch);
      if (rows != 1) {
        throw new LedgerException("there is no batch " + batch + " in the ledger");
      }
    }
  }

  static String column(CardState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String draw(Transaction tx, LedgerRecord record, String chip) throws SQLException {
    String device = device(tx, record);
    String product = product(tx, record);
    Optional<Open> open =
        product.isEmpty() ? open(tx, OPEN_OF_ANY_PRODUCT, device) : open(tx, OPEN, device, product);
    Optional<Open> full = open.filter(batch -> batch.blank() > 0);
    if (full.isEmpty() && record.kind().equals("job") && isRequired(tx)) {
      throw new NoBatchException(product, open.map(Open::batch));
    }
    Map<String, String> facts =
        new TreeMap<>(Map.of("chip", chip, "device", device, "product", product));
    if (full.isPresent()) {
      tx.append("stock", full.get().batch(), "DRAWN", facts);
      return full.get().batch();
    }
    String none = Batch.UNBATCHED + product;
    LedgerRecord drawn = tx.append("stock", none, "DRAWN", facts);
    insertBatch(tx, none, product, "", "", drawn.sequence(), 0);
    more(tx, none, 1);
    return none;
  }

  private static Optional<Open> open(Transaction tx, String sql, Object... values)
      throws SQLException {
    return tx.query(
        sql,
        row -> Optional.of(new Open(row.getString(1), row.getLong(2))),
        Optional.empty(),
        values);
  }

  static boolean isRequired(Transaction tx) throws SQLException {
    return tx.query(
        "SELECT value FROM stock_rules WHERE name = ?",
        row -> row.getString(1).equals("true"),
        false,
        REQUIRE_BATCH);
  }

  /** Makes a batch with so many blanks, unless it is there. */
  static void insertBatch(
      Transaction tx,
      String id,
      String product,
      String label,
      String by,
      long receipt,
      long quantity)
      throws SQLException {
    tx.update(
        "INSERT INTO batches VALUES (?,?,?,?,?,0,?,?,0,0,0,0,0,0,0,0) ON CONFLICT(id) DO"
            + " NOTHING",
        id,
        product,
        label,
        by,
        receipt,
        quantity,
        quantity);
  }

  /** So many blanks more than were received until now. */
  static void more(Transaction tx, String batch, long cards) throws SQLException {
    tx.update(
        "UPDATE batches SET received = received + ?1, blank = blank + ?1 WHERE id = ?2",
        cards,
        batch);
  }

  /**
   * A blank that is known by its chip comes out of a batch that has none left on record: one that
   * was counted as lost is found, or there is one more than was received.
   */
  private static void provideBlank(Transaction tx, String batch, String chip) throws SQLException {
    long blank = count(tx, batch, CardState.BLANK);
    if (blank > 0) {
      return;
    }
    if (nameless(tx, batch, CardState.LOST) > 0) {
      tx.append("stock", batch, "FOUND", Map.of("card", chip, "quantity", "1"));
      move(tx, batch, CardState.LOST, CardState.BLANK, 1);
    } else {
      tx.append("stock", batch, "SURPLUS", Map.of("card", chip));
      more(tx, batch, 1);
      tx.update("UPDATE batches SET surplus = surplus + 1 WHERE id = ?", batch);
    }
  }

  static long count(Transaction tx, String batch, CardState state) throws SQLException {
    return tx.query(
        "SELECT " + column(state) + " FROM batches WHERE id = ?", row -> row.getLong(1), 0L, batch);
  }

  /** Cards of a batch in a state whose chip was never read. */
  static long nameless(Transaction tx, String batch, CardState state) throws SQLException {
    long named =
        tx.query(
            "SELECT count(*) FROM cards WHERE state = ? AND batch = ?",
            row -> row.getLong(1),
            0L,
            state.name(),
            batch);
    return Math.max(0, count(tx, batch, state) - named);
  }

  private static String device(Transaction tx, LedgerRecord record) throws SQLException {
    if (record.kind().equals("device")) {
      return record.subject();
    }
    String said = record.facts().get("device");
    return said != null
        ? said
        : tx.query(
            "SELECT coalesce(device, '') FROM jobs WHERE id = ?",
            row -> row.getString(1),
            "",
            record.subject());
  }

  private static String product(Transaction tx, LedgerRecord record) throws SQLException {
    return record.kind().equals("job")
        ? tx.query(
            "SELECT profile FROM jobs WHERE id = ?", row -> row.getString(1), "", record.subject())
        : "";
  }

  /** Batches that one more card could be taken from; for those who ask outside a transaction. */
  static List<String> productsToDraw(LedgerReader reader, String device) {
    return reader.list(
        """
        SELECT o.product FROM open_batches o JOIN batches b ON b.id = o.batch
          WHERE b.blank > 0 AND (o.device = ?1 OR (o.device = '' AND NOT EXISTS
            (SELECT 1 FROM open_batches own WHERE own.device = ?1 AND own.product = o.product)))
        """,
        row -> row.getString(1),
        device);
  }
}
