package org.countersign.personalization.profile;

import java.util.function.IntPredicate;

/** Characters that a text may be made of. */
public enum Characters {
  /** Decimal digits. */
  DIGITS("0-9", c -> c >= '0' && c <= '9'),
  /** Capital Latin letters. */
  CAPITALS("A-Z", Characters::isCapital),
  /** Capital Latin letters and digits. */
  ALPHANUMERIC("A-Z 0-9", c -> isCapital(c) || (c >= '0' && c <= '9')),
  /** Printable ASCII. */
  ASCII("printable ASCII", c -> c >= 0x20 && c < 0x7F),
  /** Any letter, digit, mark, sign and blank of Unicode; no control characters. */
  UNICODE("printable Unicode", Characters::isPrintable),
  /** What ICAO 9303-3, section 6 can write in a machine readable zone. */
  MRZ_NAME(
      "Latin letters of ICAO 9303-3 section 6, blank, hyphen, apostrophe and comma",
      Characters::isPrintable);

  private final String description;
  private final IntPredicate allowed;

  Characters(String description, IntPredicate allowed) {
    this.description = description;
    this.allowed = allowed;
  }

  /** Whether every character is allowed. */
  public boolean allow(String text) {
    return text.codePoints().allMatch(allowed);
  }

  /** For a message, for example {@code A-Z 0-9}. */
  public String description() {
    return description;
  }

  private static boolean isCapital(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
