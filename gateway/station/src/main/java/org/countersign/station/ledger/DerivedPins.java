package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;

/** How often in a row a person's PIN was wrong. */
final class DerivedPins extends DerivedTable {

  private final Map<String, Long> wrong = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();

  DerivedPins() {
    super("wrong_pins", "operator", "in_a_row", "last");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals("operator")) {
      switch (record.state()) {
        case "WRONG_PIN" -> {
          wrong.merge(record.subject(), 1L, Long::sum);
          last.put(record.subject(), record.sequence());
        }
        case "RIGHT_PIN" -> wrong.remove(record.subject());
        default -> {
          // Nothing that counts.
        }
      }
    }
  }

  @Override
  void finish() {
    wrong.forEach((person, times) -> row(person, times, last.get(person)));
  }
}
