package org.countersign.personalization.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.countersign.personalization.data.CheckDigit;
import org.countersign.personalization.keys.Secret;

/**
 * What opens a document's chip: document number, birth date and expiry date of its machine-readable
 * zone with their check digits (ICAO 9303-11, 4.3.2 and 9.7.2). Personal data: never printed.
 */
public final class MrzKey {

  private static final Pattern NUMBER = Pattern.compile("[A-Z0-9<]{1,22}");
  private static final Pattern DATE = Pattern.compile("[0-9<]{6}");
  private static final Pattern LINE = Pattern.compile("[A-Z0-9<]{30}");
  private static final int NUMBER_FIELD = 9;

  private final byte[] seed;

  private MrzKey(String information) {
    byte[] text = information.getBytes(StandardCharsets.US_ASCII);
    this.seed = Arrays.copyOf(sha1(text), 16);
    Arrays.fill(text, (byte) 0);
  }

  /**
   * From the three elements.
   *
   * @param documentNumber 1 to 22 of A-Z, 0-9 and {@code <}; up to 9 are filled up with {@code <},
   *     longer ones are used whole (TD1 overflow, ICAO 9303-5, 4.2.2)
   * @param birthDate yyMMdd, unknown parts as {@code <<}
   * @param expiryDate yyMMdd
   * @throws IllegalArgumentException if one of them cannot stand in a machine-readable zone; the
   *     message holds no value
   */
  public static MrzKey of(String documentNumber, String birthDate, String expiryDate) {
    require(NUMBER, documentNumber, "document number: 1 to 22 of A-Z, 0-9 and <");
    require(DATE, birthDate, "birth date: six of 0-9 and <, yyMMdd");
    require(DATE, expiryDate, "expiry date: six of 0-9 and <, yyMMdd");
    String number = withoutFiller(documentNumber);
    number += "<".repeat(Math.max(0, NUMBER_FIELD - number.length()));
    return new MrzKey(withDigit(number) + withDigit(birthDate) + withDigit(expiryDate));
  }

  /**
   * From the first two lines of a TD1 zone, 30 characters each (ICAO 9303-5, 4.2.2). A document
   * number of more than 9 characters runs on, with its check digit, in the optional data of line 1;
   * the place of its check digit then holds {@code <}.
   *
   * @throws IllegalArgumentException if a line or a check digit is wrong; the message holds no
   *     value
   */
  public static MrzKey ofTd1(String line1, String line2) {
    require(LINE, line1, "line 1: 30 of A-Z, 0-9 and <");
    require(LINE, line2, "line 2: 30 of A-Z, 0-9 and <");
    String birth = checked(line2.substring(0, 7), "birth date");
    String expiry = checked(line2.substring(8, 15), "expiry date");
    String number = checked(td1Number(line1), "document number");
    checked(
        line1.substring(5)
            + line2.substring(0, 7)
            + line2.substring(8, 15)
            + line2.substring(18, 30),
        "composite");
    return of(number, birth, expiry);
  }

  /** K.Enc of the chip, 16 bytes with parity (ICAO 9303-11, 9.7.2); for its personalisation. */
  public Secret encryptionKey() {
    return AccessKeys.derive(seed, AccessKeys.ENC);
  }

  /** K.MAC of the chip, 16 bytes with parity; for its personalisation. */
  public Secret macKey() {
    return AccessKeys.derive(seed, AccessKeys.MAC);
  }

  /** The document number with its check digit, wherever the zone has it. */
  private static String td1Number(String line1) {
    String field = line1.substring(5, 14);
    if (line1.charAt(14) != '<') {
      return field + line1.charAt(14);
    }
    String rest = line1.substring(15);
    int end = rest.indexOf('<');
    String overflow = end < 0 ? rest : rest.substring(0, end);
    if (overflow.length() < 2 || field.endsWith("<")) {
      throw new IllegalArgumentException(
          "document number: no check digit, and no longer number in the optional data");
    }
    return field + overflow;
  }

  private static String checked(String fieldAndDigit, String name) {
    int last = fieldAndDigit.length() - 1;
    String field = fieldAndDigit.substring(0, last);
    if (fieldAndDigit.charAt(last) != CheckDigit.of(field)) {
      throw new IllegalArgumentException(name + ": the check digit is wrong");
    }
    return field;
  }

  private static String withDigit(String field) {
    return field + CheckDigit.of(field);
  }

  private static String withoutFiller(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '<') {
      end--;
    }
    return text.substring(0, end);
  }

  private static void require(Pattern pattern, String value, String wanted) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(wanted);
    }
  }

  static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-1", e);
    }
  }

  @Override
  public String toString() {
    return "MrzKey";
  }
}
