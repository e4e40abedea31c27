package org.countersign.personalization.profile;

/**
 * Form of a card's serial.
 *
 * @param length number of characters, exactly
 * @param characters which ones
 */
public record SerialFormat(int length, Characters characters) {

  /** Whether a serial is of this form. */
  public boolean matches(String serial) {
    return serial.codePointCount(0, serial.length()) == length && characters.allow(serial);
  }

  /** A serial of this form, for trials before a real one is given out. */
  public String example() {
    return "0".repeat(length);
  }

  /** For example {@code 9 of A-Z 0-9}. */
  @Override
  public String toString() {
    return length + " of " + characters.description();
  }
}
