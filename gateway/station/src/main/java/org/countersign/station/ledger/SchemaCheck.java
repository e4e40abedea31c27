package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a file has the tables that the gateway makes, nothing more, and whole pages. */
final class SchemaCheck {

  private SchemaCheck() {}

  static void compare(Connection connection, Findings findings) throws SQLException {
    if (number(connection) != Schema.VERSION) {
      findings.add(
          "schema", "user_version", "the file's version is not " + Schema.VERSION + " but another");
    }
    Set<String> due = new HashSet<>(Schema.tables().stream().map(SchemaCheck::plain).toList());
    for (String is : list(connection, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")) {
      if (!due.remove(plain(is))) {
        findings.add("schema", name(is), "the gateway makes no such thing: " + name(is));
      }
    }
    due.forEach(
        missing -> findings.add("schema", name(missing), name(missing) + " is missing or altered"));
    for (String problem : list(connection, "PRAGMA integrity_check(20)")) {
      if (!problem.equals("ok")) {
        findings.add("file", "", "the file is damaged: " + problem);
      }
    }
  }

  /** SQLite keeps the text as it was given, but for the blanks at its end. */
  private static String plain(String sql) {
    return sql.strip();
  }

  /** For example {@code CREATE TABLE jobs}. */
  private static String name(String sql) {
    int end = sql.indexOf('(');
    return (end < 0 ? sql : sql.substring(0, end)).strip();
  }

  private static int number(Connection connection) throws SQLException {
    return Integer.parseInt(list(connection, "PRAGMA user_version").getFirst());
  }

  private static List<String> list(Connection connection, String sql) throws SQLException {
    List<String> all = new java.util.ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(row.getString(1));
      }
    }
    return all;
  }
}
