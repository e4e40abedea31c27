package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shifts, and the digests of what was counted at either end of them. */
final class DerivedShifts extends DerivedTable {

  /** Fact of a shift that is closed: SHA-256 of every batch at that moment, as it is kept. */
  static final String CLOSING = "closing";

  private final Map<Long, LedgerRecord> opened = new HashMap<>();
  private final Map<Long, LedgerRecord> closed = new HashMap<>();

  DerivedShifts() {
    super(
        "shifts",
        "number",
        "opened",
        "opened_by",
        "opening#",
        "closed",
        "closed_by",
        "closing#",
        "report#",
        "digest");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals("shift") && record.subject().matches("[0-9]{1,18}")) {
      long number = Long.parseLong(record.subject());
      (record.state().equals("CLOSED") ? closed : opened).put(number, record);
    }
  }

  @Override
  void finish() {
    opened.forEach((number, open) -> {
      LedgerRecord close = closed.get(number);
      row(
          number,
          open.sequence(),
          open.facts().get("by"),
          lower(open.facts().get("digest")),
          close == null ? null : close.sequence(),
          close == null ? null : close.facts().get("by"),
          close == null ? null : lower(close.facts().get(CLOSING)),
          close == null ? null : lower(close.facts().get("digest")),
          close == null ? null : close.facts().get("digest"));
    });
  }

  private static @Nullable String lower(@Nullable String digest) {
    return digest == null ? null : digest.toLowerCase(java.util.Locale.ROOT);
  }
}
