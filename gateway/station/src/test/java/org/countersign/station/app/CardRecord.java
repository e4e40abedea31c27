package org.countersign.station.app;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What the ledger's file says of each chip, read beside the gateway by its number. */
final class CardRecord {

  private CardRecord() {}

  /** State by chip number; a chip that was never opened for a job is not there. */
  static Map<String, String> of(Path folder) throws SQLException {
    Map<String, String> states = new TreeMap<>();
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger/station.db"));
        Statement query = file.createStatement();
        ResultSet rows = query.executeQuery("SELECT chip, state FROM cards")) {
      while (rows.next()) {
        states.put(rows.getString(1), rows.getString(2));
      }
    }
    return states;
  }
}
