package org.countersign.simulator.applet;

import java.util.HexFormat;

/** Bytes of vectors as they stand in print. */
public final class Hex {

  private Hex() {}

  public static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s+", ""));
  }

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
