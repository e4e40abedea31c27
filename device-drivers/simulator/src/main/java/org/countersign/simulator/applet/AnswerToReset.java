package org.countersign.simulator.applet;

/** Builds an ATR for T=1 (ISO 7816-3, 8.2). */
final class AnswerToReset {

  private AnswerToReset() {}

  /**
   * The ATR with a four-letter name.
   *
   * <pre>
   * 3B 9n | TA1 18 (372 / 12) | TD1 81 (T=1, TD2 follows) | TD2 31 (T=1, TA3 and TB3 follow) |
   * TA3 FE (IFSC 254) | TB3 45 | historical bytes | TCK
   * historical bytes: 80 | 31 80 select by full DF name | 73 C0 01 40 extended Lc and Le | 54 name
   * </pre>
   */
  static byte[] named(String name) {
    byte[] letters = new byte[4];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) name.charAt(i);
    }
    byte[] historical =
        ByteArrays.concat(ByteArrays.of(0x80, 0x31, 0x80, 0x73, 0xC0, 0x01, 0x40, 0x54), letters);
    byte[] checked =
        ByteArrays.concat(
            ByteArrays.of(0x90 | historical.length, 0x18, 0x81, 0x31, 0xFE, 0x45), historical);
    int check = 0;
    for (byte b : checked) {
      check ^= b;
    }
    return ByteArrays.concat(ByteArrays.of(0x3B), checked, ByteArrays.of(check));
  }
}
