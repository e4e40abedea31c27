package org.countersign.personalization.access;

/**
 * What opens a document's chip: document number, birth date and expiry date of its machine-readable
 * zone with their check digits (ICAO 9303-11, 4.3.2 and 9.7.2). Personal data: never printed.
 */
public final class MrzKey {

  MrzKey() {}

  /**
   * From the three elements.
   *
   * @param documentNumber 1 to 22 of A-Z, 0-9 and {@code <}; up to 9 are filled with {@code <},
   *     longer ones are used whole (TD1 overflow, ICAO 9303-5, 4.2.2)
   * @param birthDate yyMMdd, unknown parts as {@code <<}
   * @param expiryDate yyMMdd
   * @throws IllegalArgumentException if one of them cannot stand in a machine-readable zone; the
   *     message holds no value
   */
  public static MrzKey of(String documentNumber, String birthDate, String expiryDate) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * From the first two lines of a TD1 zone, 30 characters each; check digits are verified.
   *
   * @throws IllegalArgumentException if a line or a check digit is wrong; the message holds no
   *     value
   */
  public static MrzKey ofTd1(String line1, String line2) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  @Override
  public String toString() {
    return "MrzKey";
  }
}
