package org.countersign.toml;

/**
 * How deep the arrays and inline tables of a TOML text lie in each other. Asked before it is
 * parsed: the parser descends once a level, and a file of brackets alone would end its thread.
 */
final class Nesting {

  private final String text;
  private int at;
  private int depth;
  private int deepest;

  private Nesting(String text) {
    this.text = text;
  }

  /** The greatest depth; of a text that is no TOML the depth up to where a parser gives up. */
  static int of(String text) {
    Nesting nesting = new Nesting(text);
    while (nesting.at < text.length()) {
      nesting.step();
    }
    return nesting.deepest;
  }

  private void step() {
    char c = text.charAt(at);
    switch (c) {
      case '[', '{' -> deepest = Math.max(deepest, ++depth);
      case ']', '}' -> depth = Math.max(0, depth - 1);
      case '#' -> to('\n');
      case '"', '\'' -> string(c);
      default -> {}
    }
    at++;
  }

  private void to(char end) {
    while (at < text.length() && text.charAt(at) != end) {
      at++;
    }
  }

  /**
   * Ends on the last quote, a string of one line at the line's end at the latest. Before its three
   * quotes a longer string may end in two of its own.
   */
  private void string(char quote) {
    String three = String.valueOf(quote).repeat(3);
    boolean lines = text.startsWith(three, at);
    at += lines ? 3 : 1;
    while (at < text.length() && (lines || text.charAt(at) != '\n')) {
      if (lines ? text.startsWith(three, at) : text.charAt(at) == quote) {
        at += lines ? 2 : 0;
        for (int own = 0;
            lines && own < 2 && text.startsWith(String.valueOf(quote), at + 1);
            own++) {
          at++;
        }
        return;
      }
      at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
    }
  }
}
