package org.countersign.station.terminal;

/** How a piece of text looks (ECMA-48, 8.3.117), where colours are shown at all. */
public enum Style {
  PLAIN(""),
  BOLD("1"),
  FAINT("2"),
  GOOD("32"),
  WARNING("33"),
  BAD("31");

  private final String rendition;

  Style(String rendition) {
    this.rendition = rendition;
  }

  String apply(String text) {
    return rendition.isEmpty() ? text : "\u001B[" + rendition + "m" + text + "\u001B[0m";
  }
}
