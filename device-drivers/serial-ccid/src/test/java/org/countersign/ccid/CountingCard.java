package org.countersign.ccid;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.testbed.CardEmulator;

/**
 * A card that tells how often it has run a command. Each command has a number; the response begins
 * with that number and the count, so that a response to another command, or a command run twice, is
 * seen.
 *
 * <pre>
 * 80 10 P1 P2 [Lc number (4 bytes) ...] [Le]  answers number, count (4 bytes), then P1P2 bytes of number's
 *                                             lowest byte
 * </pre>
 */
final class CountingCard implements CardEmulator {

  /** T=1, IFSC 254, BWI 4, CWI 5, 372/1: 3B 80 81 31 FE 45, TCK. */
  static final byte[] ATR_T1 = HexFormat.of().parseHex("3B808131FE458B");

  /** The same with BWI 0: a lost block is missed after 89 ms, not after 1.4 s. */
  static final byte[] ATR_T1_QUICK = withCheck("3B808131FE05");

  /** T=0 alone. */
  static final byte[] ATR_T0 = HexFormat.of().parseHex("3B00");

  /** T=0 first, then T=1; TA1 18. */
  static final byte[] ATR_BOTH = withCheck("3B90188031FE45");

  private final byte[] atr;
  private final Map<Integer, Integer> runs = new ConcurrentHashMap<>();
  private volatile boolean powered;
  private volatile int powerUps;

  CountingCard() {
    this(ATR_T1);
  }

  CountingCard(byte[] atr) {
    this.atr = atr.clone();
  }

  static byte[] withCheck(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] whole = Arrays.copyOf(bytes, bytes.length + 1);
    for (int i = 1; i < bytes.length; i++) {
      whole[bytes.length] ^= bytes[i];
    }
    return whole;
  }

  /** A command with so many bytes of data in all, that asks for so many behind the first eight. */
  static byte[] command(int number, int dataBytes, int more) {
    boolean extended = dataBytes > 255 || more + 8 > 256;
    int lc = Math.max(4, dataBytes);
    ByteBuffer command = ByteBuffer.allocate(4 + (extended ? 3 : 1) + lc + (extended ? 2 : 1));
    command.put((byte) 0x80).put((byte) 0x10).putShort((short) more);
    if (extended) {
      command.put((byte) 0).putShort((short) lc);
    } else {
      command.put((byte) lc);
    }
    command.putInt(number).position(command.position() + lc - 4);
    return extended ? command.putShort((short) 0).array() : command.put((byte) 0).array();
  }

  static byte[] answer(int number, int more) {
    ByteBuffer answer = ByteBuffer.allocate(8 + more + 2).putInt(number).putInt(1);
    while (answer.remaining() > 2) {
      answer.put((byte) number);
    }
    return answer.putShort((short) 0x9000).array();
  }

  /** How often a command was run. */
  int runs(int number) {
    return runs.getOrDefault(number, 0);
  }

  int powerUps() {
    return powerUps;
  }

  boolean isPowered() {
    return powered;
  }

  @Override
  public byte[] atr() {
    return atr.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (command[1] != 0x10 || command.length < 9) {
      return new byte[] {0x6D, 0x00};
    }
    ByteBuffer read = ByteBuffer.wrap(command);
    int more = read.getShort(2) & 0xFFFF;
    int number = read.getInt(command[4] == 0 ? 7 : 5);
    int count = runs.merge(number, 1, Integer::sum);
    ByteBuffer answer = ByteBuffer.allocate(8 + more + 2).putInt(number).putInt(count);
    while (answer.remaining() > 2) {
      answer.put((byte) number);
    }
    return answer.putShort((short) 0x9000).array();
  }

  @Override
  public void power(Power power) {
    powered = power != Power.OFF;
    if (power == Power.ON) {
      powerUps++;
    }
  }
}
