package org.countersign.emulator.encoderprinter;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Bytes as this service writes them. */
final class Hex {

  private Hex() {}

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] bytes(String digits) throws Refusal {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new Refusal(-32602, "Invalid params");
    }
  }

  static String check(String digits) {
    CRC32 crc = new CRC32();
    crc.update(digits.getBytes(StandardCharsets.US_ASCII));
    return "%08x".formatted(crc.getValue());
  }
}
