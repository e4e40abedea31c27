package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;

/** Which number comes next, by the serials that were given. */
final class DerivedSerials extends DerivedTable {

  /** Fact of a serial that is given: the part before its number. */
  static final String PREFIX = "prefix";

  private final Map<String, Long> next = new HashMap<>();

  DerivedSerials() {
    super("serials", "prefix", "next");
  }

  @Override
  void take(LedgerRecord record) {
    String prefix = record.facts().get(PREFIX);
    String serial = record.facts().getOrDefault("serial", "");
    if (record.kind().equals("job") && prefix != null && serial.startsWith(prefix)) {
      try {
        next.merge(prefix, Long.parseLong(serial.substring(prefix.length())) + 1, Math::max);
      } catch (NumberFormatException e) {
        // The record was altered, which is told already.
      }
    }
  }

  @Override
  void finish() {
    next.forEach((prefix, number) -> row(prefix, number));
  }
}
