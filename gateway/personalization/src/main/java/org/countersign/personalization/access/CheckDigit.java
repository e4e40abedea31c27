package org.countersign.personalization.access;

/** Check digits of machine-readable zones: weights 7, 3, 1, modulo 10 (ICAO 9303-3, 4.9). */
final class CheckDigit {

  private static final int[] WEIGHTS = {7, 3, 1};

  private CheckDigit() {}

  /**
   * The check digit of a field.
   *
   * @param field of 0-9, A-Z (10 to 35) and {@code <} (0)
   * @throws IllegalArgumentException for any other character, which is not named
   */
  static char of(String field) {
    int sum = 0;
    for (int i = 0; i < field.length(); i++) {
      sum += value(field.charAt(i)) * WEIGHTS[i % 3];
    }
    return (char) ('0' + sum % 10);
  }

  private static int value(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'A' && c <= 'Z') {
      return c - 'A' + 10;
    }
    if (c == '<') {
      return 0;
    }
    throw new IllegalArgumentException("a character that no machine-readable zone has");
  }
}
