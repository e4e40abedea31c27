package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.countersign.station.ledger.StationAcceptances.Newest;

/**
 * How the station was found last, followed from record to record: no index leads to it, and a long
 * ledger is not read again at each question. Any thread but the ledger's and an event loop.
 */
final class NewestAcceptance {

  private static final String SINCE =
      "SELECT sequence, at, state, facts, kind = '"
          + StationAcceptances.KIND
          + "' FROM records WHERE sequence > ? AND sequence <= ? AND (kind = '"
          + StationAcceptances.KIND
          + "' AND subject = '"
          + StationAcceptances.SUBJECT
          + "' OR kind = '"
          + HeadRecord.KIND
          + "' AND subject = '"
          + Standing.SUBJECT
          + "' AND state = '"
          + Standing.BEGUN
          + "') ORDER BY sequence";

  private final LedgerReader reader;
  private long through;
  private Optional<Newest> newest = Optional.empty();

  NewestAcceptance(LedgerReader reader) {
    this.reader = reader;
  }

  synchronized Optional<Newest> now() {
    long last =
        reader
            .list("SELECT coalesce(max(sequence), 0) FROM records", row -> row.getLong(1))
            .getFirst();
    reader.list(SINCE, this::next, through, last).forEach(found -> newest = found);
    through = last;
    return newest;
  }

  private Optional<Newest> next(ResultSet row) throws SQLException {
    newest =
        row.getBoolean(5)
            ? Optional.of(new Newest(StationAcceptances.recorded(row), false))
            : newest.map(found -> new Newest(found.recorded(), true));
    return newest;
  }
}
