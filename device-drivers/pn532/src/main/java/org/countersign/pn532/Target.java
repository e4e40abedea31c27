package org.countersign.pn532;

import java.util.Arrays;

/**
 * A card that the chip has found. Its number in the field (UID) is read over and kept nowhere: it
 * may stand for a person.
 *
 * @param number the chip's number for it
 * @param speaksApdus whether it says that it keeps ISO 14443-4 (SEL_RES bit 6)
 * @param answerToSelect ATS without its length; empty if it gave none
 */
record Target(int number, boolean speaksApdus, byte[] answerToSelect) {

  private static final int ISO_14443_4 = 0x20;

  /**
   * Reads the answer to InListPassiveTarget (UM0701-02, 7.3.5).
   *
   * <pre>
   * NbTg | Tg | SENS_RES 2 | SEL_RES | NFCIDLength | NFCID1 | ATS, its first byte the length of all
   * </pre>
   *
   * @throws IllegalArgumentException if the answer has another form
   */
  static Target read(byte[] answer) {
    int uidLength = answer.length > 5 ? answer[5] & 0xFF : 0;
    int ats = 6 + uidLength;
    if (answer.length < ats) {
      throw new IllegalArgumentException("an answer of " + answer.length + " bytes is cut off");
    }
    int atsLength = answer.length > ats ? answer[ats] & 0xFF : 0;
    if (atsLength > answer.length - ats) {
      throw new IllegalArgumentException("an ATS of " + atsLength + " bytes is cut off");
    }
    return new Target(
        answer[1] & 0xFF,
        (answer[4] & ISO_14443_4) != 0,
        atsLength < 2 ? new byte[0] : Arrays.copyOfRange(answer, ats + 1, ats + atsLength));
  }

  /** Whether APDUs can be sent to it. */
  boolean isActivated() {
    return speaksApdus && answerToSelect.length > 0;
  }

  /** Its bytes are left out: they may stand for a person. */
  @Override
  public String toString() {
    return "target " + number;
  }
}
