package org.countersign.ccid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer to reset says of the transmission (ISO/IEC 7816-3, clause 8). Interface bytes that
 * are absent have the values that 8.3 and 11.4 give them.
 *
 * <pre>
 * TS T0 | TA1 TB1 TC1 TD1 | TA2 TB2 TC2 TD2 | ... | historical bytes | TCK unless only T=0
 * </pre>
 */
final class AnswerToReset {

  private static final int DEFAULT_SPEED = 0x11;
  private static final int CLOCK = 4_000_000;
  private static final int MAX_BYTES = 33;

  private static final int[] F = {
    372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0
  };
  private static final int[] D = {0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0};

  private final byte[] bytes;
  private final List<Integer> protocols = new ArrayList<>();
  private int speed = DEFAULT_SPEED;
  private int extraGuardTime;
  private boolean specific;
  private int waitingInteger = 10;
  private int ifsc = 32;
  private int waitingIntegers = 0x4D;
  private boolean crc;

  private AnswerToReset(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads an answer to reset.
   *
   * @throws IllegalArgumentException if it is cut off, too long, or its check byte is wrong
   */
  static AnswerToReset parse(byte[] bytes) {
    AnswerToReset atr = new AnswerToReset(bytes.clone());
    if (bytes.length < 2 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(bytes.length + " bytes; 2 to " + MAX_BYTES);
    }
    int historical = bytes[1] & 0x0F;
    int at = atr.readInterfaceBytes();
    boolean check = atr.protocols.stream().anyMatch(t -> t != 0);
    if (bytes.length < at + historical + (check ? 1 : 0)) {
      throw new IllegalArgumentException("cut off after " + bytes.length + " bytes");
    }
    if (check && xor(bytes, 1, at + historical + 1) != 0) {
      throw new IllegalArgumentException("its check byte TCK is wrong");
    }
    atr.protocols.remove(Integer.valueOf(15));
    if (atr.protocols.isEmpty()) {
      atr.protocols.add(0);
    }
    return atr;
  }

  /** The index of the first historical byte. */
  private int readInterfaceBytes() {
    int at = 2;
    int present = bytes[1] & 0xF0;
    int protocol = -1;
    int firstT1 = 0;
    for (int group = 1; present != 0; group++) {
      if (group > 2 && protocol == 1 && firstT1 == 0) {
        firstT1 = group;
      }
      boolean t1 = firstT1 == group;
      for (int letter = 0x10; letter <= 0x40; letter <<= 1) {
        if ((present & letter) != 0) {
          interfaceByte(group, letter, t1, at(at++));
        }
      }
      if ((present & 0x80) == 0) {
        break;
      }
      int td = at(at++);
      protocol = td & 0x0F;
      if (!protocols.contains(protocol)) {
        protocols.add(protocol);
      }
      present = td & 0xF0;
    }
    return at;
  }

  private int at(int index) {
    if (index >= bytes.length) {
      throw new IllegalArgumentException("cut off after " + bytes.length + " bytes");
    }
    return bytes[index] & 0xFF;
  }

  private void interfaceByte(int group, int letter, boolean t1, int value) {
    switch (group << 8 | letter) {
      case 0x110 -> speed = value;
      case 0x140 -> extraGuardTime = value;
      case 0x210 -> specific = true;
      case 0x240 -> waitingInteger = Math.max(1, value);
      default -> {
        if (t1) {
          t1Byte(letter, value);
        }
      }
    }
  }

  private void t1Byte(int letter, int value) {
    switch (letter) {
      case 0x10 -> ifsc = value == 0 || value == 0xFF ? 32 : value;
      case 0x20 -> waitingIntegers = value;
      default -> crc = (value & 1) != 0;
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }

  boolean offers(int protocol) {
    return protocols.contains(protocol);
  }

  /** The protocol that is used without a PPS. */
  int firstProtocol() {
    return protocols.getFirst();
  }

  /** Whether TA2 fixes protocol and speed, so that there is no PPS (8.3). */
  boolean isSpecific() {
    return specific;
  }

  /** TA1: index of F in the upper, of D in the lower half. */
  int speed() {
    return speed;
  }

  /** Whether a reader of 4 MHz carries that speed, and both indexes are in use. */
  static boolean isUsable(int speed, int greatestBitsPerSecond) {
    int f = F[speed >> 4 & 0x0F];
    int d = D[speed & 0x0F];
    return f != 0 && d != 0 && (long) CLOCK * d / f <= greatestBitsPerSecond;
  }

  int ifsc() {
    return ifsc;
  }

  boolean usesCrc() {
    return crc;
  }

  /** BWT at 4 MHz (11.4.3): 11 etu and 2^BWI * 960 * 372 clocks. */
  Duration blockWaitingTime(int chosenSpeed) {
    int bwi = Math.min(9, waitingIntegers >> 4);
    long clocks = (1L << bwi) * 960 * 372 + 11 * clocksPerEtu(chosenSpeed);
    return Duration.ofNanos(clocks * 1_000_000_000L / CLOCK);
  }

  /** WWT at 4 MHz (10.2): WI * 960 * F clocks between two characters. */
  Duration waitingTime(int chosenSpeed) {
    long clocks = 960L * waitingInteger * F[chosenSpeed >> 4 & 0x0F];
    return Duration.ofNanos(clocks * 1_000_000_000L / CLOCK);
  }

  private static long clocksPerEtu(int speed) {
    return Math.max(1, F[speed >> 4 & 0x0F] / Math.max(1, D[speed & 0x0F]));
  }

  /** abProtocolDataStructure for T=0 (CCID 6.1.7), five bytes. */
  byte[] parametersT0(int chosenSpeed) {
    return new byte[] {
      (byte) chosenSpeed, convention(0x00), (byte) extraGuardTime, (byte) waitingInteger, 0
    };
  }

  /** abProtocolDataStructure for T=1 (CCID 6.1.7), seven bytes. */
  byte[] parametersT1(int chosenSpeed) {
    return new byte[] {
      (byte) chosenSpeed,
      convention(crc ? 0x11 : 0x10),
      (byte) extraGuardTime,
      (byte) waitingIntegers,
      0,
      (byte) ifsc,
      0
    };
  }

  private byte convention(int flags) {
    return (byte) (bytes[0] == 0x3F ? flags | 0x02 : flags);
  }

  /** PC/SC part 3, 3.1.3.2.3: what a reader builds for a contactless card, 3B 8n 80 01. */
  boolean isContactless() {
    return bytes.length >= 5
        && bytes[0] == 0x3B
        && (bytes[1] & 0xF0) == 0x80
        && bytes[2] == (byte) 0x80
        && bytes[3] == 0x01
        && bytes.length == 5 + (bytes[1] & 0x0F);
  }

  private static int xor(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum ^= bytes[i];
    }
    return sum & 0xFF;
  }
}
