package org.countersign.station.ledger;

/** Alarms as the records tell of them; one row for each that was ever raised in this epoch. */
final class AlarmTable {

  static final String[] TABLES = {
    """
    CREATE TABLE alarms (
      name   TEXT PRIMARY KEY,                           -- code, and behind a slash the subject
      raised INTEGER NOT NULL REFERENCES records(sequence), -- the last time
      closed INTEGER REFERENCES records(sequence),       -- NULL while it is raised
      until  INTEGER,                                    -- ends by itself then, ms since 1970
      day    INTEGER NOT NULL,                           -- of the last time, days since 1970
      times  INTEGER NOT NULL                            -- raised on that day
    ) STRICT, WITHOUT ROWID
    """,
  };

  private AlarmTable() {}
}
