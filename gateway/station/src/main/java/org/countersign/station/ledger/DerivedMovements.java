package org.countersign.station.ledger;

import org.countersign.station.stock.Receipt;

/** What persons asked for, by the ids that they gave. */
final class DerivedMovements extends DerivedTable {

  /** Fact of a movement's records: the digest of what was asked for. */
  static final String ASKED = "asked";

  DerivedMovements() {
    super("movements", "id", "record", "digest");
  }

  @Override
  void take(LedgerRecord record) {
    if (!record.kind().equals("stock")) {
      return;
    }
    var facts = record.facts();
    if (record.state().equals("RECEIVED")) {
      String quantity = facts.getOrDefault("quantity", "");
      Receipt receipt =
          new Receipt(
              record.subject(),
              facts.getOrDefault("product", ""),
              quantity.matches("[0-9]{1,18}") ? Long.parseLong(quantity) : 0,
              facts.getOrDefault("label", ""),
              facts.getOrDefault("by", ""));
      row("batch " + record.subject(), record.sequence(), StockBook.digest(receipt.toString()));
    }
    String id = facts.get("movement");
    if (id != null) {
      row(id, record.sequence(), facts.get(ASKED));
    }
  }
}
