package org.countersign.station.ledger;

import java.util.List;
import java.util.function.Consumer;

/** The tables of the stock, all worked out by one {@link StockReplay}. */
final class DerivedStock extends DerivedTable {

  private final Consumer<LedgerRecord> records;
  private final Consumer<DerivedStock> rows;

  private DerivedStock(
      String table,
      String key,
      List<String> columns,
      Consumer<LedgerRecord> records,
      Consumer<DerivedStock> rows) {
    super(table, key, columns.toArray(String[]::new));
    this.records = records;
    this.rows = rows;
  }

  /** Every one; the first takes the records for all. */
  static List<DerivedTable> tables() {
    AttemptReplay attempts = new AttemptReplay();
    StockReplay replay = new StockReplay(attempts);
    Consumer<LedgerRecord> none = record -> {};
    return List.of(
        new DerivedStock(
            "cards",
            "chip",
            List.of("state", "job", "batch", "changed"),
            replay::take,
            t ->
                replay.cards.forEach((chip, card) ->
                    t.row(chip, card.state.name(), card.job, card.batch, card.changed))),
        new DerivedStock(
            "batches",
            "id",
            List.of(
                "product",
                "label",
                "received_by",
                "receipt",
                "surplus",
                "received",
                "blank",
                "in_process",
                "in_doubt",
                "issued",
                "spoiled",
                "quarantined",
                "returned",
                "destroyed",
                "lost"),
            none,
            t -> replay.batches.entrySet().forEach(b -> t.row(b.getKey(), StockReplay.columns(b)))),
        new DerivedStock(
            "open_batches",
            "device || '/' || product",
            List.of("batch"),
            none,
            t ->
                replay.open.forEach(
                    (place, batch) -> t.row(place.device() + "/" + place.product(), batch))),
        new DerivedStock(
            "witnessed", "chip", List.of("record"), none, t -> replay.witnessed.forEach(t::row)),
        new DerivedStock(
            "shift_cards",
            "shift || '/' || device || '/' || state",
            List.of("count"),
            none,
            t ->
                replay.tallies.forEach((tally, count) ->
                    t.row(tally.shift() + "/" + tally.device() + "/" + tally.state(), count))),
        new DerivedStock(
            "stock_rules", "name", List.of("value"), none, t -> replay.rules.forEach(t::row)),
        new DerivedStock(
            "attempts",
            "chip || '/' || keys",
            List.of("unsettled", "refused"),
            none,
            t ->
                attempts.rows.forEach((key, known) ->
                    t.row(key, known.unsettled, String.join("\n", known.refused)))));
  }

  @Override
  void take(LedgerRecord record) {
    records.accept(record);
  }

  @Override
  void finish() {
    rows.accept(this);
  }
}
