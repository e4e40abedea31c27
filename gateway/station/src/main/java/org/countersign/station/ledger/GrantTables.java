package org.countersign.station.ledger;

/** The grants that the station has taken, and what was spent of each. */
final class GrantTables {

  static final String[] TABLES = {
    """
    CREATE TABLE grants (
      number    INTEGER PRIMARY KEY,
      sequence  INTEGER NOT NULL UNIQUE REFERENCES records(sequence),
      content   BLOB NOT NULL,                                  -- JSON as it was signed
      signature BLOB NOT NULL,                                  -- detached CMS
      spent     INTEGER NOT NULL                                -- cards begun; never lowered
    ) STRICT
    """,
  };

  private GrantTables() {}
}
