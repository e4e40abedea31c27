package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.countersign.apdu.Bytes;

/** What a job keeps encrypted under its own key, for as long as the key is there. */
enum SealedColumn {
  /** The application. */
  BODY("body"),
  /** The signed object. */
  SIGNED("signed");

  private record Sealed(Bytes key, Bytes content) {}

  private final String column;

  SealedColumn(String column) {
    this.column = column;
  }

  /** Reads and decrypts; empty if there is none or its key was destroyed. */
  Optional<byte[]> read(LedgerReader reader, StationKey stationKey, String job) {
    return reader
        .list(
            "SELECT job_key, " + column + " FROM sealed WHERE job = ?",
            row -> new Sealed(bytes(row, 1), bytes(row, 2)),
            job)
        .stream()
        .filter(sealed -> !sealed.key().isEmpty() && !sealed.content().isEmpty())
        .findFirst()
        .map(sealed -> stationKey.decrypt(sealed.key().toArray(), job, sealed.content().toArray()));
  }

  /** A column's bytes; none for NULL. */
  static Bytes bytes(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    return value == null ? Bytes.empty() : Bytes.of(value);
  }
}
