package org.countersign.emulator.ccid;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.testbed.CardEmulator;

/**
 * Answers 80 10 00 P2 [Lc data] Le with P2 bytes that count up from the first byte of data, and
 * anything else with 6D00.
 */
final class AnsweringCard implements CardEmulator {

  /** 3B 80 | TD1 81: T=1 | TD2 31 | TA3 FE IFSC 254 | TB3 45 | TCK. */
  static final byte[] T1 = HexFormat.of().parseHex("3B808131FE458B");

  /** 3B 90 | TA1 18: 372, 12 | TD1 81: T=1 | TD2 31 | TA3 FE | TB3 45 | TCK. */
  static final byte[] T1_FAST = HexFormat.of().parseHex("3B90188131FE4583");

  /** 3B 00: T=0. */
  static final byte[] T0 = HexFormat.of().parseHex("3B00");

  private final byte[] atr;
  private final AtomicInteger commands = new AtomicInteger();

  AnsweringCard(byte[] atr) {
    this.atr = atr.clone();
  }

  int commands() {
    return commands.get();
  }

  @Override
  public byte[] atr() {
    return atr.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (command.length < 6 || command[0] != (byte) 0x80 || command[1] != 0x10) {
      return new byte[] {0x6D, 0x00};
    }
    commands.incrementAndGet();
    byte[] answer = new byte[(command[3] & 0xFF) + 2];
    for (int i = 0; i < answer.length - 2; i++) {
      answer[i] = (byte) (command[5] + i);
    }
    answer[answer.length - 2] = (byte) 0x90;
    return Arrays.copyOf(answer, answer.length);
  }

  @Override
  public void power(Power power) {
    // It keeps nothing that power could take.
  }
}
