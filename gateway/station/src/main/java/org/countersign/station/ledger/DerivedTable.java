package org.countersign.station.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.countersign.apdu.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A table that follows from the chain: what its rows have to be is worked out from the records, and
 * then compared with what they are. Whoever adds a table to the ledger adds one of these.
 */
abstract class DerivedTable {

  /** Stands for a value that the records do not tell. */
  static final Object ANY = new Object();

  private static final int MOST_SHOWN = 60;

  private final String table;
  private final String key;
  private final List<String> columns;
  private final Map<Object, @Nullable Object[]> rows = new HashMap<>();

  /**
   * A table.
   *
   * @param key its primary key
   * @param columns all others; a name that ends in {@code #} is compared by its SHA-256 in
   *     hexadecimal digits
   */
  DerivedTable(String table, String key, String... columns) {
    this.table = table;
    this.key = key;
    this.columns = List.of(columns);
  }

  /** The next record, in order. */
  abstract void take(LedgerRecord record);

  /** What a row has to be, in the order of the columns; replaces what was said of it before. */
  final void row(Object rowKey, @Nullable Object... values) {
    rows.put(rowKey, values);
  }

  /** There is no such row any more. */
  final void gone(Object rowKey) {
    rows.remove(rowKey);
  }

  /** Called before the comparison for tables that are worked out at the end. */
  void finish() {}

  /** Says of every row that is not as it has to be. */
  final void compare(Connection connection, Findings findings) throws SQLException {
    finish();
    String names =
        columns.stream().map(column -> ", " + column.replace("#", "")).reduce("", String::concat);
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT " + key + names + " FROM " + table + " ORDER BY 1");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        compare(row, findings);
      }
    }
    rows.keySet().stream()
        .map(String::valueOf)
        .sorted()
        .forEach(missing ->
            findings.add(table, missing, of(missing) + " is missing, but the records tell of it"));
    rows.clear();
  }

  private void compare(ResultSet row, Findings findings) throws SQLException {
    Object rowKey =
        row.getObject(1) instanceof Integer number ? number.longValue() : row.getObject(1);
    @Nullable Object[] due = rows.remove(rowKey);
    if (due == null) {
      findings.add(
          table, String.valueOf(rowKey), of(rowKey) + " is there, but no record tells of it");
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      Object is = value(row, i);
      if (due[i] != ANY && !Objects.equals(is, due[i])) {
        String column = columns.get(i).replace("#", "");
        findings.add(
            table,
            String.valueOf(rowKey),
            of(rowKey) + " has " + column + difference(columns.get(i), is, due[i]));
      }
    }
  }

  private @Nullable Object value(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column + 2);
    boolean digest = columns.get(column).endsWith("#");
    return switch (value) {
      case null -> null;
      case byte[] bytes when digest -> digest(bytes);
      case byte[] bytes -> Bytes.of(bytes);
      case String text when digest ->
          digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case Integer number -> number.longValue();
      default -> value;
    };
  }

  /** SHA-256 in lower-case hexadecimal digits. */
  static String digest(byte[]... parts) {
    var sha = LedgerRecord.sha256();
    Arrays.stream(parts).forEach(sha::update);
    return java.util.HexFormat.of().formatHex(sha.digest());
  }

  private String of(Object rowKey) {
    return table + " " + rowKey;
  }

  private static String difference(String column, @Nullable Object is, @Nullable Object due) {
    if (column.endsWith("#") || is instanceof Bytes || due instanceof Bytes) {
      return is == null ? " emptied" : due == null ? ", which should be empty" : " altered";
    }
    return " " + shown(is) + " where the records say " + shown(due);
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    String text = value.toString();
    return "\""
        + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text)
        + "\"";
  }
}
