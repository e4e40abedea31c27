package org.countersign.station.ledger;

import java.util.Map;
import org.countersign.station.operators.WrongPins;

/** How often in a row a PIN was wrong; each wrong one is on record. */
final class WrongPinTable implements WrongPins {

  private final LedgerWriter writer;
  private final LedgerReader reader;

  WrongPinTable(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  @Override
  public int inARow(String operator) {
    return reader
        .list("SELECT in_a_row FROM wrong_pins WHERE operator = ?", row -> row.getInt(1), operator)
        .stream()
        .findFirst()
        .orElse(0);
  }

  @Override
  public void wrong(String operator) {
    int ignored =
        writer.write(tx -> {
          LedgerRecord record = tx.append("operator", operator, "WRONG_PIN", Map.of());
          return tx.update(
              "INSERT INTO wrong_pins VALUES (?1, 1, ?2) ON CONFLICT(operator) DO UPDATE SET"
                  + " in_a_row = in_a_row + 1, last = ?2",
              operator,
              record.sequence());
        });
  }

  @Override
  public void right(String operator) {
    int ignored =
        writer.write(tx -> {
          tx.append("operator", operator, "RIGHT_PIN", Map.of());
          return tx.update("DELETE FROM wrong_pins WHERE operator = ?", operator);
        });
  }
}
