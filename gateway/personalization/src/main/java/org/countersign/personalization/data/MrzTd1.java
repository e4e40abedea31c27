package org.countersign.personalization.data;

import java.util.List;

/**
 * Machine readable zone of a TD1 document (ICAO 9303-5, 4.2): three lines of 30 characters.
 *
 * <pre>
 * line 1   1-2 document code   3-5 issuing state   6-14 document number   15 check digit   16-30 optional data
 * line 2   1-6 birth date   7 check digit   8 sex   9-14 expiry date   15 check digit   16-18 nationality
 *          19-29 optional data   30 composite check digit
 * line 3   1-30 name
 * </pre>
 *
 * @param documentCode 1 or 2 letters, the first A, C or I
 * @param issuingState 1 to 3 letters
 * @param documentNumber 1 to 22 of A-Z 0-9; from the 10th on it stands in the optional data
 * @param optional1 at most 15 characters; less where the number overflows
 * @param birthDate yyMMdd
 * @param sex M, F or {@code <}
 * @param expiryDate yyMMdd
 * @param nationality 1 to 3 letters
 * @param optional2 at most 11 characters
 * @param name 30 characters, see {@link MrzName#field}
 */
public record MrzTd1(
    String documentCode,
    String issuingState,
    String documentNumber,
    String optional1,
    String birthDate,
    char sex,
    String expiryDate,
    String nationality,
    String optional2,
    String name) {

  /** Characters in a line. */
  public static final int LINE = 30;

  /** Most characters of a document number: nine, and those that fit the optional data. */
  public static final int MAX_DOCUMENT_NUMBER = 9 + 13;

  /**
   * The three lines.
   *
   * @throws DataException if a part is too long or has a character that may not stand there
   */
  public List<String> lines() throws DataException {
    String line1 = firstLine();
    String line2 = secondLine();
    // 9303-5, 4.2.4: positions 6-30 of line 1; 1-7, 9-15 and 19-29 of line 2.
    String covered =
        line1.substring(5) + line2.substring(0, 7) + line2.substring(8, 15) + line2.substring(18);
    return List.of(line1, line2 + CheckDigit.of(covered), part("name", name, LINE, LINE));
  }

  private String firstLine() throws DataException {
    String code = part("document code", documentCode, 1, 2);
    if ("ACI".indexOf(code.charAt(0)) < 0 || code.charAt(1) == 'V' || code.equals("AI")) {
      throw new DataException(
          "document code begins with A, C or I, its second letter is not V, and AI is none (9303-5,"
              + " 4.2.2, note k)");
    }
    return code + part("issuing state", issuingState, 1, 3) + number();
  }

  private String number() throws DataException {
    String whole = part("document number", documentNumber, 1, MAX_DOCUMENT_NUMBER).strip();
    String number = documentNumber;
    char digit = CheckDigit.of(number);
    if (number.length() <= 9) {
      String nine = whole.substring(0, 9);
      return nine + CheckDigit.of(nine) + part("optional data 1", optional1, 0, 15);
    }
    String rest = number.substring(9) + digit + '<';
    return number.substring(0, 9)
        + '<'
        + rest
        + part("optional data 1", optional1, 0, 15 - rest.length());
  }

  private String secondLine() throws DataException {
    String birth = part("birth date", birthDate, 6, 6);
    String expiry = part("expiry date", expiryDate, 6, 6);
    return birth
        + CheckDigit.of(birth)
        + sex
        + expiry
        + CheckDigit.of(expiry)
        + part("nationality", nationality, 1, 3)
        + part("optional data 2", optional2, 0, 11);
  }

  private static String part(String what, String text, int min, int max) throws DataException {
    boolean allowed =
        text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<');
    if (!allowed || text.length() < min || text.length() > max) {
      throw new DataException(what + " must be " + min + " to " + max + " characters of A-Z 0-9 <");
    }
    return text + "<".repeat(max - text.length());
  }
}
