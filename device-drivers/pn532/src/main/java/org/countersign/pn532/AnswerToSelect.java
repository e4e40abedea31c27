package org.countersign.pn532;

import java.util.Arrays;

/**
 * What a chip of type A says of itself when it is selected (ISO 14443-4, 5.2).
 *
 * <pre>
 * TL | T0 | TA(1) if T0 bit 5 | TB(1) if bit 6 | TC(1) if bit 7 | historical bytes
 * </pre>
 */
final class AnswerToSelect {

  private static final int MOST_HISTORICAL = 15;

  private final byte[] historical;

  private AnswerToSelect(byte[] historical) {
    this.historical = historical;
  }

  /**
   * Reads it.
   *
   * @param bytes without TL
   */
  static AnswerToSelect of(byte[] bytes) {
    if (bytes.length == 0) {
      return new AnswerToSelect(bytes);
    }
    int interfaceBytes = Integer.bitCount(bytes[0] & 0x70);
    int from = Math.min(bytes.length, 1 + interfaceBytes);
    int to = Math.min(bytes.length, from + MOST_HISTORICAL);
    return new AnswerToSelect(Arrays.copyOfRange(bytes, from, to));
  }

  /**
   * The ATR that stands for it (PC/SC part 3, 3.1.3.2.3.1).
   *
   * <pre>
   * 3B | 8n | 80 | 01 | n historical bytes | TCK, the exclusive or of all from 8n
   * </pre>
   */
  byte[] answerToReset() {
    byte[] atr = new byte[4 + historical.length + 1];
    atr[0] = 0x3B;
    atr[1] = (byte) (0x80 | historical.length);
    atr[2] = (byte) 0x80;
    atr[3] = 0x01;
    System.arraycopy(historical, 0, atr, 4, historical.length);
    for (int i = 1; i < atr.length - 1; i++) {
      atr[atr.length - 1] ^= atr[i];
    }
    return atr;
  }
}
