package org.countersign.station.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table in aligned columns, with its heads in the first line. Knows how wide Chinese is. Not
 * thread-safe.
 */
public final class Table {

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /** A table of these columns, without rows. */
  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /**
   * One column.
   *
   * @param right whether its cells stand at the right edge, as numbers do
   */
  public record Column(String head, boolean right) {

    /** For texts. */
    public static Column left(String head) {
      return new Column(head, false);
    }

    /** For numbers. */
    public static Column right(String head) {
      return new Column(head, true);
    }
  }

  /** One cell. */
  public record Cell(String text, Style style) {

    public static Cell of(String text) {
      return new Cell(text, Style.PLAIN);
    }
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not a cell a column
   */
  public Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells in " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Adds a row of plain cells. */
  public Table row(String... cells) {
    Cell[] plain = new Cell[cells.length];
    for (int i = 0; i < cells.length; i++) {
      plain[i] = Cell.of(cells[i]);
    }
    return row(plain);
  }

  /** Whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Columns of the screen that its widest line may take. */
  public int width() {
    return Arrays.stream(widths()).sum() + GAP.length() * (columns.size() - 1);
  }

  /** Writes it. */
  public void print(Terminal terminal) {
    int[] widths = widths();
    List<Cell> heads = columns.stream().map(c -> new Cell(c.head(), Style.BOLD)).toList();
    terminal.line(line(heads, widths, terminal));
    rows.forEach(row -> terminal.line(line(row, widths, terminal)));
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(r -> DisplayWidth.of(r.get(column).text()))
              .reduce(DisplayWidth.of(columns.get(i).head()), Math::max);
    }
    return widths;
  }

  private String line(List<Cell> cells, int[] widths, Terminal terminal) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String blanks = " ".repeat(widths[i] - DisplayWidth.of(cell.text()));
      String text = terminal.styled(cell.style(), cell.text());
      boolean right = columns.get(i).right();
      boolean last = i == widths.length - 1;
      line.append(right ? blanks : "").append(text).append(right || last ? "" : blanks);
      line.append(last ? "" : GAP);
    }
    return line.toString().stripTrailing();
  }
}
