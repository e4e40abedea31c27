package org.countersign.station.terminal;

/** How many columns a text takes on a terminal (Unicode Standard Annex 11). */
public final class DisplayWidth {

  /** First and last code points of the ranges that are two columns wide: W and F of UAX 11. */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF,
    0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6,
    0x1F300, 0x1F64F, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD,
  };

  private DisplayWidth() {}

  /** Columns of the text; control characters and combining marks take none. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  /** The longest beginning of the text that fits, with an ellipsis if something was cut off. */
  public static String fit(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder fitting = new StringBuilder();
    int used = 1;
    for (int point : text.codePoints().toArray()) {
      used += of(point);
      if (used > columns) {
        break;
      }
      fitting.appendCodePoint(point);
    }
    return columns < 1 ? "" : fitting.append('…').toString();
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || type == Character.CONTROL) {
      return 0;
    }
    for (int i = 0; i < WIDE.length && point >= WIDE[i]; i += 2) {
      if (point <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }
}
