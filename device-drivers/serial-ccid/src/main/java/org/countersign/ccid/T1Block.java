package org.countersign.ccid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A block of T=1 (ISO/IEC 7816-3, 11.3).
 *
 * <pre>
 * NAD | PCB | LEN | INF, 0 to 254 bytes | LRC, XOR of all before
 * PCB 0Nm00000 I-block, N = N(S), m = more; 100N00ee R-block, N = N(R); 11rttttt S-block, r = response
 * </pre>
 */
final class T1Block {

  static final int RESYNCH = 0x00;
  static final int IFS = 0x01;
  static final int ABORT = 0x02;
  static final int WTX = 0x03;

  /** Largest INF. */
  static final int MAX_INF = 254;

  private static final int PROLOGUE = 3;
  private static final int MORE = 0x20;
  private static final int RESPONSE = 0x20;

  private final int pcb;
  private final byte[] inf;

  private T1Block(int pcb, byte[] inf) {
    this.pcb = pcb;
    this.inf = inf;
  }

  static T1Block information(int sequence, boolean more, byte[] inf) {
    return new T1Block(sequence << 6 | (more ? MORE : 0), inf.clone());
  }

  /**
   * An R-block.
   *
   * @param error 0 acknowledges, 1 check wrong, 2 any other error
   */
  static T1Block receiveReady(int sequence, int error) {
    return new T1Block(0x80 | sequence << 4 | error, new byte[0]);
  }

  static T1Block request(int what, byte[] inf) {
    return new T1Block(0xC0 | what, inf.clone());
  }

  static T1Block response(int what, byte[] inf) {
    return new T1Block(0xC0 | RESPONSE | what, inf.clone());
  }

  byte[] encode() {
    byte[] block = new byte[PROLOGUE + inf.length + 1];
    block[1] = (byte) pcb;
    block[2] = (byte) inf.length;
    System.arraycopy(inf, 0, block, PROLOGUE, inf.length);
    block[block.length - 1] = (byte) xor(block);
    return block;
  }

  /** Reads a block; null if its length, its check or its PCB is wrong. */
  static @Nullable T1Block decode(byte[] block) {
    if (block.length < PROLOGUE + 1 || xor(block) != 0) {
      return null;
    }
    int length = block[2] & 0xFF;
    if (length > MAX_INF || block.length != PROLOGUE + length + 1) {
      return null;
    }
    T1Block read =
        new T1Block(block[1] & 0xFF, Arrays.copyOfRange(block, PROLOGUE, PROLOGUE + length));
    return read.isWellFormed() ? read : null;
  }

  private boolean isWellFormed() {
    if (isInformation()) {
      return (pcb & 0x1F) == 0;
    }
    if (isReceiveReady()) {
      return (pcb & 0x2C) == 0 && inf.length == 0;
    }
    return switch (supervisoryType()) {
      case RESYNCH, ABORT -> inf.length == 0;
      case IFS -> inf.length == 1 && (inf[0] & 0xFF) >= 1 && (inf[0] & 0xFF) <= MAX_INF;
      case WTX -> inf.length == 1;
      default -> false;
    };
  }

  boolean isInformation() {
    return (pcb & 0x80) == 0;
  }

  boolean isReceiveReady() {
    return (pcb & 0xC0) == 0x80;
  }

  boolean isRequest() {
    return (pcb & 0xE0) == 0xC0;
  }

  /** Whether it is the response to the S-block request of that type. */
  boolean isResponseTo(int what) {
    return pcb == (0xC0 | RESPONSE | what);
  }

  int supervisoryType() {
    return pcb & 0x1F;
  }

  /** N(S) of an I-block, N(R) of an R-block. */
  int sequence() {
    return isInformation() ? pcb >> 6 & 1 : pcb >> 4 & 1;
  }

  boolean more() {
    return (pcb & MORE) != 0;
  }

  byte[] inf() {
    return inf.clone();
  }

  private static int xor(byte[] block) {
    int lrc = 0;
    for (byte b : block) {
      lrc ^= b;
    }
    return lrc;
  }

  @Override
  public String toString() {
    return "block PCB %02X LEN %d".formatted(pcb, inf.length);
  }
}
