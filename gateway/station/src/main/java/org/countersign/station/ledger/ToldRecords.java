package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.station.jobs.StationEvent;

/**
 * Which records of the chain the centre is or was told, and what it is told of each. Everything
 * comes from the chain and from columns that never change, so a record that is sent again is the
 * one that was sent first. {@link DerivedOutbox} says the same for the audit.
 */
final class ToldRecords {

  /**
   * Columns of an entry, up to {@code FROM}: {@code r} is the record, {@code j} its job if it has
   * one. The chip is the one that was opened last before the record: the job may go on with
   * another.
   */
  static final String COLUMNS =
      "SELECT r.sequence, r.at, r.kind, r.subject, r.state, r.facts, r.hash, j.serial, (SELECT"
          + " upper(json_extract(c.facts, '$.chip')) FROM records c WHERE c.sequence < r.sequence"
          + " AND c.sequence > j.number AND c.kind = 'job' AND c.subject = j.id AND c.state ="
          + " 'OPENED' AND json_type(c.facts, '$.chip') IS NOT NULL ORDER BY c.sequence DESC LIMIT"
          + " 1), j.profile FROM ";

  /** A card became valid, for the first time; what proves it later has the fact {@code work}. */
  private static final String VALID =
      "r.state = 'ACTIVATED' AND json_type(r.facts, '$.work') IS NULL AND NOT EXISTS (SELECT 1 FROM"
          + " records e WHERE e.sequence > j.number AND e.sequence < r.sequence AND e.kind = 'job'"
          + " AND e.subject = j.id AND e.state = 'ACTIVATED')";

  private static final String REVOKED =
      "r.state = 'SPOILED' AND json_type(r.facts, '$.revoke') IS NOT NULL";

  /** As {@link Outbox#isOfStation}. */
  private static final String OF_STATION =
      "r.kind = '"
          + Alarms.KIND
          + "' OR r.kind = '"
          + HeadRecord.KIND
          + "' AND r.subject = '"
          + HeadRecord.HEAD
          + "' OR r.kind = '"
          + StationAcceptances.KIND
          + "' AND r.subject = '"
          + StationAcceptances.SUBJECT
          + "'";

  /** After a sequence, up to a sequence, so many at most. */
  static final String SELECT =
      COLUMNS
          + "records r LEFT JOIN jobs j ON r.kind = 'job' AND j.id = r.subject WHERE r.sequence > ?"
          + " AND r.sequence <= ? AND (r.kind = 'job' AND ("
          + VALID
          + " OR "
          + REVOKED
          + ") OR "
          + OF_STATION
          + ") ORDER BY r.sequence LIMIT ?";

  private ToldRecords() {}

  static Outbox.Entry entry(ResultSet row) throws SQLException {
    StationEvent event =
        new StationEvent(
            row.getLong(1),
            Instant.ofEpochMilli(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            FactsJson.facts(row.getString(6)));
    String serial = Optional.ofNullable(row.getString(8)).orElse("");
    String chip = Optional.ofNullable(row.getString(9)).orElse("");
    Optional<Outbox.Card> card =
        Optional.ofNullable(row.getString(10))
            .map(profile -> new Outbox.Card(serial, chip, profile));
    boolean isHead =
        event.kind().equals(HeadRecord.KIND) && event.subject().equals(HeadRecord.HEAD);
    return new Outbox.Entry(
        event,
        Bytes.of(row.getBytes(7)),
        card,
        isHead ? HeadRecord.head(event.facts()) : Optional.empty());
  }
}
