package org.countersign.ccid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.countersign.driver.DeviceInfo;

/** What readers say of themselves, in letters. */
final class FirmwareText {

  private static final int LONGEST = 64;

  private FirmwareText() {}

  /** The printable part of an answer, from a place on. */
  static String of(byte[] answer, int from) {
    byte[] text = Arrays.copyOfRange(answer, Math.min(from, answer.length), answer.length);
    String letters =
        new String(text, StandardCharsets.US_ASCII).replaceAll("[^\\x20-\\x7E]", "").strip();
    return letters.substring(0, Math.min(letters.length(), LONGEST));
  }

  /**
   * Model before the mark, firmware after it; these readers tell no serial number.
   *
   * @param otherwise the model if the text has no mark
   */
  static DeviceInfo split(String text, String mark, String otherwise) {
    int at = text.lastIndexOf(mark);
    return at <= 0
        ? new DeviceInfo(otherwise, "", text)
        : new DeviceInfo(text.substring(0, at), "", text.substring(at + 1).strip());
  }
}
