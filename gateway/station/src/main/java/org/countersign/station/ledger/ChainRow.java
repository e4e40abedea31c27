package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.countersign.apdu.Bytes;

/**
 * A row of the chain as it stands in the file, right or wrong.
 *
 * @param record what it says; empty if its facts are no facts
 * @param previous hash of the record before, as it stands there
 * @param hash as it stands there
 * @param computed hash of what it says; empty if it says nothing
 * @param plain whether its facts are written as the gateway writes them
 */
record ChainRow(
    long sequence,
    Optional<LedgerRecord> record,
    Bytes previous,
    Bytes hash,
    Bytes computed,
    boolean plain) {

  static final String COLUMNS = "sequence, at, kind, subject, state, facts, previous, hash";

  static ChainRow of(ResultSet row) throws SQLException {
    long sequence = row.getLong(1);
    Bytes previous = SealedColumn.bytes(row, 7);
    Bytes hash = SealedColumn.bytes(row, 8);
    String facts = row.getString(6);
    try {
      LedgerRecord record =
          new LedgerRecord(
              sequence,
              Instant.ofEpochMilli(row.getLong(2)),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              FactsJson.facts(facts),
              previous);
      boolean plain = FactsJson.facts(record.facts()).equals(facts);
      return new ChainRow(sequence, Optional.of(record), previous, hash, record.hash(), plain);
    } catch (LedgerException | DateTimeException | NullPointerException e) {
      return new ChainRow(sequence, Optional.empty(), previous, hash, Bytes.empty(), false);
    }
  }

  /** Whether it is what was written, as far as it can tell by itself. */
  boolean agrees() {
    return computed.equals(hash);
  }

  /** Its hash if it stood at another place. */
  Bytes hashAt(long place) {
    return record
        .map(r ->
            new LedgerRecord(place, r.at(), r.kind(), r.subject(), r.state(), r.facts(), previous)
                .hash())
        .orElse(Bytes.empty());
  }
}
