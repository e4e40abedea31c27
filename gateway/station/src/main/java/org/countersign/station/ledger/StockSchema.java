package org.countersign.station.ledger;

/**
 * The tables of batches, shifts and persons. The equation of a batch is a constraint of its row: a
 * change that would break it cannot be committed.
 */
final class StockSchema {

  static final String[] TABLES = {
    """
    CREATE TABLE batches (
      id          TEXT PRIMARY KEY,        -- of the label; 'unbatched:' and a product for no batch
      product     TEXT NOT NULL,
      label       TEXT NOT NULL,
      received_by TEXT NOT NULL,
      receipt     INTEGER NOT NULL REFERENCES records(sequence),
      surplus     INTEGER NOT NULL CHECK (surplus >= 0),     -- part of received
      received    INTEGER NOT NULL,
      blank       INTEGER NOT NULL CHECK (blank >= 0),
      in_process  INTEGER NOT NULL CHECK (in_process >= 0),
      in_doubt    INTEGER NOT NULL CHECK (in_doubt >= 0),
      issued      INTEGER NOT NULL CHECK (issued >= 0),
      spoiled     INTEGER NOT NULL CHECK (spoiled >= 0),
      quarantined INTEGER NOT NULL CHECK (quarantined >= 0),
      returned    INTEGER NOT NULL CHECK (returned >= 0),
      destroyed   INTEGER NOT NULL CHECK (destroyed >= 0),
      lost        INTEGER NOT NULL CHECK (lost >= 0),
      CHECK (received = blank + in_process + in_doubt + issued + spoiled + quarantined
             + returned + destroyed + lost)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE open_batches (
      device  TEXT NOT NULL,               -- '' for devices without one of their own
      product TEXT NOT NULL,
      batch   TEXT NOT NULL REFERENCES batches(id),
      PRIMARY KEY (device, product)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE movements (
      id     TEXT PRIMARY KEY,             -- the caller's
      record INTEGER NOT NULL REFERENCES records(sequence),
      digest TEXT NOT NULL                 -- of what was asked for under this id
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE witnessed (
      chip   TEXT PRIMARY KEY REFERENCES cards(chip),
      record INTEGER NOT NULL REFERENCES records(sequence)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE shifts (
      number    INTEGER PRIMARY KEY,
      opened    INTEGER NOT NULL REFERENCES records(sequence),
      opened_by TEXT NOT NULL,
      opening   TEXT NOT NULL,             -- JSON: the last closing, and what was counted
      closed    INTEGER REFERENCES records(sequence),
      closed_by TEXT,
      closing   TEXT,                      -- JSON: every batch
      report    TEXT,                      -- JSON
      digest    TEXT                       -- SHA-256 of the report; the same is in the chain
    ) STRICT
    """,
    """
    CREATE TABLE shift_cards (
      shift  INTEGER NOT NULL,             -- the one that is open, or will be next
      device TEXT NOT NULL,
      state  TEXT NOT NULL,
      count  INTEGER NOT NULL,
      PRIMARY KEY (shift, device, state)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE stock_rules (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE wrong_pins (
      operator TEXT PRIMARY KEY,
      in_a_row INTEGER NOT NULL,
      last     INTEGER NOT NULL REFERENCES records(sequence)
    ) STRICT, WITHOUT ROWID
    """,
  };

  private StockSchema() {}
}
