package org.countersign.benchmarks;

import java.util.Arrays;
import java.util.HexFormat;
import org.countersign.testbed.CardEmulator;

/**
 * A card of T=1 with the largest blocks that answers at once: the complement of the command's data
 * and 9000, as the conformance kit's card does for {@code 80 16}.
 */
final class EchoCard implements CardEmulator {

  /** T=1; TA3 FE: 254 bytes a block; TB3 45: the usual waiting times. */
  private static final byte[] ATR = HexFormat.of().parseHex("3B808131FE458B");

  private static final byte[] OK = {(byte) 0x90, 0x00};
  private static final int SHORT = 255;

  /** SELECT of the kit's application, which the kit's card wants first. */
  static byte[] select() {
    return HexFormat.of().parseHex("00A4040006F043534B4954");
  }

  /** Case 4, short or extended, ISO 7816-4, 5.2. */
  static byte[] command(int bytes) {
    boolean extended = bytes > SHORT;
    int lead = extended ? 7 : 5;
    byte[] command = new byte[lead + bytes + (extended ? 2 : 1)];
    command[0] = (byte) 0x80;
    command[1] = 0x16;
    putLength(command, lead, bytes);
    Arrays.fill(command, lead, lead + bytes, (byte) 0x5A);
    putLength(command, command.length, bytes);
    return command;
  }

  private static void putLength(byte[] command, int end, int bytes) {
    command[end - 1] = (byte) bytes;
    if (bytes > SHORT) {
      command[end - 2] = (byte) (bytes >> 8);
    }
  }

  static byte[] answer(int bytes) {
    byte[] answer = new byte[bytes + OK.length];
    Arrays.fill(answer, (byte) ~0x5A);
    System.arraycopy(OK, 0, answer, bytes, OK.length);
    return answer;
  }

  @Override
  public byte[] atr() {
    return ATR.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (command[1] != 0x16) {
      return OK.clone();
    }
    boolean extended = command[4] == 0;
    int bytes = extended ? (command[5] & 0xFF) << 8 | command[6] & 0xFF : command[4] & 0xFF;
    byte[] answer = answer(bytes);
    for (int i = 0, at = extended ? 7 : 5; i < bytes; i++) {
      answer[i] = (byte) ~command[at + i];
    }
    return answer;
  }

  @Override
  public void power(Power power) {}
}
