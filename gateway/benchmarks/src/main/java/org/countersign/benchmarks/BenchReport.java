package org.countersign.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark tells: a table, and as its last line one JSON object {@code {"bench":NAME,
 * KEY:NUMBER..., "machine":{...}}}. One thread.
 */
public final class BenchReport {

  private final String bench;
  private final List<List<String>> rows = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();

  /**
   * Begins a report.
   *
   * @param bench name of the benchmark
   * @param columns headings of the table
   */
  public BenchReport(String bench, String... columns) {
    this.bench = bench;
    rows.add(List.of(columns));
  }

  /** Adds a line to the table, a cell for every heading. */
  public BenchReport row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(
          cell instanceof Double number
              ? String.format(Locale.ROOT, "%.2f", number)
              : cell.toString());
    }
    if (row.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(row.size() + " cells for " + rows.get(0));
    }
    rows.add(row);
    return this;
  }

  /** Adds a number to the JSON line, for example {@code ratio}. */
  public BenchReport figure(String key, double value) {
    figures.put(key, value);
    return this;
  }

  /** Prints the table and the JSON line. */
  public void print(PrintStream out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    out.println();
    rows.forEach(row -> out.println(line(row, widths)));
    out.println();
    out.println(json());
    out.flush();
  }

  /** The first column to the left, numbers to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
      line.append(String.format(Locale.ROOT, format, row.get(i)));
    }
    return line.toString();
  }

  String json() {
    StringBuilder json = new StringBuilder("{\"bench\":").append(Json.text(bench));
    figures.forEach((key, value) ->
        json.append(',')
            .append(Json.text(key))
            .append(':')
            .append(String.format(Locale.ROOT, "%.3f", value)));
    return json.append(",\"machine\":").append(Machine.here().json()).append('}').toString();
  }
}
