package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes a value of the row a result set stands on. */
@FunctionalInterface
interface RowMapper<T> {
  T map(ResultSet row) throws SQLException;
}
