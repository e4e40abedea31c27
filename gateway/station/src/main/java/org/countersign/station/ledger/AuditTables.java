package org.countersign.station.ledger;

/** What is kept beside the chain for proving it to others. */
final class AuditTables {

  static final String[] TABLES = {
    """
    CREATE TABLE heads (
      size     INTEGER PRIMARY KEY,                               -- records under the head
      sequence INTEGER NOT NULL UNIQUE REFERENCES records(sequence), -- where the head is on record
      frontier BLOB NOT NULL                                      -- roots of complete subtrees
    ) STRICT
    """,
    // The station's own records are few among those of its jobs.
    "CREATE INDEX records_of_ledger ON records(subject, sequence) WHERE kind = 'ledger'",
    "CREATE INDEX records_of_station ON records(subject, sequence) WHERE kind = 'station'",
  };

  private AuditTables() {}
}
