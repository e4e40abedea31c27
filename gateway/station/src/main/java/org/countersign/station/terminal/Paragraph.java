package org.countersign.station.terminal;

import java.util.ArrayList;
import java.util.List;

/** Breaks a text into lines of a terminal. */
public final class Paragraph {

  private static final int IDEOGRAPHS = 0x2E80;

  /** What must not stand at the beginning of a line (GB/T 15834, 5.1.10). */
  private static final String NOT_FIRST = "，。、；：？！）】》”’,.;:?!)";

  private Paragraph() {}

  /**
   * Lines of the text, none wider than so many columns as far as words allow. A line ends at a
   * space, or before or after an ideograph.
   */
  public static List<String> lines(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String piece : pieces(text)) {
      if (!line.isEmpty()
          && DisplayWidth.of(line + piece.stripTrailing()) > columns
          && NOT_FIRST.indexOf(piece.codePointAt(0)) < 0) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? piece.stripLeading() : piece);
    }
    if (!line.isEmpty() || lines.isEmpty()) {
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** Words with the spaces behind them, and single ideographs. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int point : text.codePoints().toArray()) {
      if (point >= IDEOGRAPHS) {
        end(word, pieces);
        pieces.add(Character.toString(point));
      } else {
        word.appendCodePoint(point);
        if (Character.isWhitespace(point)) {
          end(word, pieces);
        }
      }
    }
    end(word, pieces);
    return pieces;
  }

  private static void end(StringBuilder word, List<String> pieces) {
    if (!word.isEmpty()) {
      pieces.add(word.toString());
      word.setLength(0);
    }
  }
}
