package org.countersign.station.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;

/** What the records alone give cause to alarm for. Any thread but an event loop. */
public final class AlarmCauses {

  /** Wrong PINs in a row from which on a person has to wait. */
  static final int PINS = 3;

  /** A card in doubt for longer, and wrong PINs that are not older. */
  static final Duration DAY = Duration.ofDays(1);

  private final LedgerReader reader;
  private final InstantSource clock;

  AlarmCauses(LedgerReader reader, InstantSource clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * Of {@link AlarmCode#STOCK_DISCREPANCY}, {@link AlarmCode#CARD_IN_DOUBT} and {@link
   * AlarmCode#PIN_REFUSED}, what holds now.
   */
  public List<Alarm> now() {
    List<Alarm> held = new ArrayList<>();
    long discrepancies = discrepancies();
    if (discrepancies > 0) {
      held.add(
          new Alarm(
              AlarmCode.STOCK_DISCREPANCY,
              "",
              "the newest shift was closed with " + discrepancies + " discrepancy(ies)"));
    }
    long before = clock.millis() - DAY.toMillis();
    long doubts =
        count(
            "SELECT count(*) FROM cards c JOIN records r ON r.sequence = c.changed WHERE c.state ="
                + " 'IN_DOUBT' AND r.at < ?",
            before);
    if (doubts > 0) {
      held.add(
          new Alarm(AlarmCode.CARD_IN_DOUBT, "", doubts + " card(s) in doubt for more than a day"));
    }
    long persons =
        count(
            "SELECT count(*) FROM wrong_pins p JOIN records r ON r.sequence = p.last WHERE"
                + " p.in_a_row >= "
                + PINS
                + " AND r.at >= ?",
            before);
    if (persons > 0) {
      held.add(
          new Alarm(
              AlarmCode.PIN_REFUSED,
              "",
              "PINs of " + persons + " person(s) were wrong " + PINS + " times in a row or more"));
    }
    return held;
  }

  private long count(String sql, long before) {
    return reader.list(sql, row -> row.getLong(1), before).getFirst();
  }

  private long discrepancies() {
    return reader
        .list(
            "SELECT r.facts FROM shifts s JOIN records r ON r.sequence = s.closed WHERE s.closed IS"
                + " NOT NULL ORDER BY s.number DESC LIMIT 1",
            row ->
                Long.parseLong(
                    FactsJson.facts(row.getString(1)).getOrDefault("discrepancies", "0")))
        .stream()
        .findFirst()
        .orElse(0L);
  }
}
