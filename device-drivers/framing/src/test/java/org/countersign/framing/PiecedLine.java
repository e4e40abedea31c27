package org.countersign.framing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;

/**
 * A line that delivers given pieces at given times of a clock that only moves when somebody waits.
 */
final class PiecedLine implements ByteLink {

  private record Piece(long at, byte[] bytes) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private byte[] rest = {};
  private long now = 5_000_000_000L;
  private long next = now;
  int reads;

  long nanoTime() {
    return now;
  }

  /** The next piece arrives so much after the one before it. */
  PiecedLine then(Duration after, byte... bytes) {
    next += after.toNanos();
    pieces.add(new Piece(next, bytes.clone()));
    return this;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) {
    reads++;
    if (rest.length == 0) {
      Piece piece = pieces.peek();
      long until = now + limit.toNanos();
      if (piece == null || piece.at > until) {
        now = until;
        return 0;
      }
      pieces.remove();
      now = Math.max(now, piece.at);
      rest = piece.bytes;
    }
    int taken = Math.min(length, rest.length);
    System.arraycopy(rest, 0, into, offset, taken);
    rest = java.util.Arrays.copyOfRange(rest, taken, rest.length);
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
