package org.countersign.personalization.data;

/** Check digits of machine readable zones (ICAO 9303-3, 4.9): modulus 10, weights 7 3 1. */
public final class CheckDigit {

  private static final int[] WEIGHTS = {7, 3, 1};

  private CheckDigit() {}

  /**
   * Check digit of a field.
   *
   * @param field of {@code 0-9 A-Z <}
   * @throws IllegalArgumentException for any other character, which is not named
   */
  public static char of(String field) {
    int sum = 0;
    for (int i = 0; i < field.length(); i++) {
      sum += valueOf(field.charAt(i)) * WEIGHTS[i % 3];
    }
    return (char) ('0' + sum % 10);
  }

  private static int valueOf(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'A' && c <= 'Z') {
      return c - 'A' + 10;
    }
    if (c == '<') {
      return 0;
    }
    throw new IllegalArgumentException("a character that no machine readable zone has");
  }
}
