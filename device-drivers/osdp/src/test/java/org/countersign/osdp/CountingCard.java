package org.countersign.osdp;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.testbed.CardEmulator;

/**
 * A card that remembers how often it ran a command: {@code 80 10 P1P2 04 number} is answered with
 * the number, the count, and P1P2 bytes of the number's lowest byte.
 */
final class CountingCard implements CardEmulator {

  private final Map<Integer, Integer> runs = new ConcurrentHashMap<>();
  private volatile boolean powered;
  private volatile int powerUps;

  static byte[] command(int number, int more) {
    return ByteBuffer.allocate(9).putInt(0x80100000 | more).put((byte) 4).putInt(number).array();
  }

  static byte[] answer(int number, int more) {
    return answer(number, 1, more);
  }

  private static byte[] answer(int number, int count, int more) {
    ByteBuffer answer = ByteBuffer.allocate(10 + more).putInt(number).putInt(count);
    while (answer.remaining() > 2) {
      answer.put((byte) number);
    }
    return answer.putShort((short) 0x9000).array();
  }

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
    return new byte[] {0x3B, (byte) 0x81, (byte) 0x80, 0x01, 0x41, 0x41};
  }

  @Override
  public byte[] transmit(byte[] command) {
    ByteBuffer read = ByteBuffer.wrap(command);
    int number = read.getInt(5);
    return answer(number, runs.merge(number, 1, Integer::sum), read.getShort(2) & 0xFFFF);
  }

  @Override
  public void power(Power power) {
    powered = power != Power.OFF;
    powerUps += power == Power.ON ? 1 : 0;
  }
}
