package org.countersign.station.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.personalization.JobState;
import org.countersign.station.config.SerialRange;

/** Which serials were given to which job: each once, in the order of its range. */
final class Serials {

  private final LedgerWriter writer;
  private final LedgerReader reader;

  Serials(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Gives a job its serial, the next of the range; the one it has if it has one.
   *
   * @throws LedgerException if the range is used up
   */
  Ledger.Reservation reserve(String job, SerialRange range) {
    return writer.write(tx -> {
      JobTable.Row row = JobChanges.row(tx, job);
      if (row.serial() != null && row.state() == JobState.RESERVED) {
        return new Ledger.Reservation(row.serial(), Instant.ofEpochMilli(row.reservedAt()));
      }
      return give(tx, row, range, Map.of())
          .orElseThrow(() ->
              new LedgerException(
                  "every serial from "
                      + range
                      + " is used: ask the centre for a new range and put it in [serials]"));
    });
  }

  /**
   * Gives the next serial of a range; empty if it is used up.
   *
   * @param facts more that the record says
   */
  Optional<Ledger.Reservation> give(
      Transaction tx, JobTable.Row row, SerialRange range, Map<String, String> facts)
      throws SQLException {
    tx.requireTime(); // Dates on the card come from the reservation.
    long next =
        tx.query(
            "SELECT next FROM serials WHERE prefix = ?",
            found -> Math.max(found.getLong(1), range.first()),
            range.first(),
            range.prefix());
    if (!range.holds(next)) {
      return Optional.empty();
    }
    String serial = range.serial(next);
    tx.update(
        "INSERT INTO serials VALUES (?,?) ON CONFLICT(prefix) DO UPDATE SET next ="
            + " excluded.next",
        range.prefix(),
        next + 1);
    Map<String, String> all = new TreeMap<>(facts);
    all.put("serial", serial);
    all.put(DerivedSerials.PREFIX, range.prefix());
    LedgerRecord record = JobChanges.move(tx, row, JobState.RESERVED, all);
    tx.update(
        "UPDATE jobs SET serial = ?, reserved_at = ? WHERE id = ?",
        serial,
        record.at().toEpochMilli(),
        row.id());
    return Optional.of(new Ledger.Reservation(serial, record.at()));
  }

  /** Serials of the range that were not given yet. */
  long left(SerialRange range) {
    long next =
        reader
            .list(
                "SELECT next FROM serials WHERE prefix = ?", row -> row.getLong(1), range.prefix())
            .stream()
            .findFirst()
            .orElse(range.first());
    return Math.max(0, range.last() - Math.max(next, range.first()) + 1);
  }
}
