package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which alarms are raised, and how often each was on its last day. */
final class DerivedAlarms extends DerivedTable {

  private record Row(
      long raised, @Nullable Long closed, @Nullable Long until, long day, long times) {}

  private final Map<String, Row> alarms = new HashMap<>();

  DerivedAlarms() {
    super("alarms", "name", "raised", "closed", "until", "day", "times");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals(Alarms.KIND)) {
      if (record.state().equals(Alarms.RAISED)) {
        raised(record);
      } else {
        alarms.computeIfPresent(
            record.subject(),
            (name, row) ->
                new Row(row.raised(), record.sequence(), row.until(), row.day(), row.times()));
      }
    } else if (Alarms.beginsAnew(record)) {
      alarms.clear();
    }
  }

  private void raised(LedgerRecord record) {
    long day = Alarms.day(record.at().toEpochMilli());
    Row before = alarms.get(record.subject());
    long times = before != null && before.day() == day ? before.times() + 1 : 1;
    alarms.put(record.subject(), new Row(record.sequence(), null, until(record), day, times));
  }

  private static @Nullable Long until(LedgerRecord record) {
    String until = record.facts().get(Alarms.UNTIL);
    return until == null ? null : Long.valueOf(until);
  }

  @Override
  void finish() {
    alarms.forEach(
        (name, row) -> row(name, row.raised(), row.closed(), row.until(), row.day(), row.times()));
  }
}
