package org.countersign.testbed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers 9000 to everything and remembers what it was told. */
final class EchoCard implements CardEmulator {

  /** TS, T0 with one historical byte and TD1, TD1: T=1, historical byte, TCK. */
  static final byte[] ATR = {0x3B, (byte) 0x81, 0x01, 0x20, (byte) 0xA0};

  final List<byte[]> commands = new CopyOnWriteArrayList<>();
  final List<Power> powers = new CopyOnWriteArrayList<>();

  @Override
  public byte[] atr() {
    return ATR.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    commands.add(command);
    return new byte[] {(byte) 0x90, 0x00};
  }

  @Override
  public void power(Power power) {
    powers.add(power);
  }
}
