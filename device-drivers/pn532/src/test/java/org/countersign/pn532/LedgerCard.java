package org.countersign.pn532;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.countersign.testbed.CardEmulator;

/**
 * A card that writes down every command it runs. INS EC answers the command's data, INS 0C nothing
 * but 9000, INS 5E stays silent, INS 77 waits until it is released.
 */
final class LedgerCard implements CardEmulator {

  /** 3B 84 80 01, historical bytes 80 31 80 65, TCK. */
  static final byte[] ATR = HexFormat.of().parseHex("3B84800180318065 51".replace(" ", ""));

  private static final byte[] OK = {(byte) 0x90, 0x00};

  private final List<byte[]> ledger = new CopyOnWriteArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  private volatile int powerUps;
  private volatile boolean powered;

  /** The commands that it ran, in order. */
  List<byte[]> ledger() {
    return ledger;
  }

  int powerUps() {
    return powerUps;
  }

  boolean isPowered() {
    return powered;
  }

  @Override
  public byte[] atr() {
    return ATR.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    ledger.add(command.clone());
    return switch (command[1]) {
      case (byte) 0xEC -> echoed(command);
      case 0x5E -> new byte[0];
      case 0x77 -> waited();
      default -> OK;
    };
  }

  private static byte[] echoed(byte[] command) {
    boolean extended = command.length > 7 && command[4] == 0;
    int from = extended ? 7 : 5;
    int length = extended ? (command[5] & 0xFF) << 8 | command[6] & 0xFF : command[4] & 0xFF;
    byte[] response = Arrays.copyOf(Arrays.copyOfRange(command, from, from + length), length + 2);
    response[length] = (byte) 0x90;
    return response;
  }

  private byte[] waited() {
    waiting.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return OK;
  }

  @Override
  public void power(Power power) {
    powered = power != Power.OFF;
    if (powered) {
      powerUps++;
    }
  }
}
