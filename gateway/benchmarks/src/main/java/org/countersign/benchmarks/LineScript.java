package org.countersign.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What went over a line during one exchange, in order: bytes of the host, bytes of the device.
 * Filled by one thread after the other.
 */
final class LineScript {

  /**
   * A piece that one side sent before the other side's next.
   *
   * @param host whether the host sent it
   * @param bytes what it sent
   * @param afterNanos how long the device took for it, from the last byte that it heard or said; 0
   *     for the host
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Piece(boolean host, byte[] bytes, long afterNanos) {}

  private final List<Piece> pieces = new ArrayList<>();

  /** The host's bytes up to the device's next are one piece, in however many writes they came. */
  void host(byte[] bytes, int offset, int length) {
    byte[] more = Arrays.copyOfRange(bytes, offset, offset + length);
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    if (last != null && last.host()) {
      byte[] joined = Arrays.copyOf(last.bytes(), last.bytes().length + length);
      System.arraycopy(more, 0, joined, last.bytes().length, length);
      pieces.set(pieces.size() - 1, new Piece(true, joined, 0));
    } else {
      pieces.add(new Piece(true, more, 0));
    }
  }

  void device(byte[] bytes, int offset, int length, long afterNanos) {
    pieces.add(new Piece(false, Arrays.copyOfRange(bytes, offset, offset + length), afterNanos));
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** What the device itself took, in ns. */
  long deviceNanos() {
    return pieces.stream().mapToLong(Piece::afterNanos).sum();
  }
}
