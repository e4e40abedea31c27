package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;

/** Delivers given pieces at given times of a clock that moves only when somebody waits. */
final class PiecedLine implements ByteLink {

  static final long START = 5_000_000_000L;

  private record Piece(long at, byte[] bytes) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private byte[] rest = {};
  private long now = START;
  private long last = START;

  long nanoTime() {
    return now;
  }

  void then(Duration after, byte[] bytes) {
    last += after.toNanos();
    pieces.add(new Piece(last, bytes));
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) {
    Piece piece = pieces.peek();
    if (rest.length == 0 && (piece == null || piece.at - now > limit.toNanos())) {
      now += limit.toNanos();
      return 0;
    }
    if (rest.length == 0 && piece != null) {
      pieces.remove();
      now = Math.max(now, piece.at);
      rest = piece.bytes;
    }
    int taken = Math.min(length, rest.length);
    System.arraycopy(rest, 0, into, offset, taken);
    rest = Arrays.copyOfRange(rest, taken, rest.length);
    return taken;
  }

  @Override
  public String name() {
    return "a line in pieces";
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) {}

  @Override
  public void flush(Duration limit) {}

  @Override
  public int discardInput() {
    return 0;
  }

  @Override
  public void settings(LineSettings settings) {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
