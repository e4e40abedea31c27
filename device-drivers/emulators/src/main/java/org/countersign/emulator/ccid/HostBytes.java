package org.countersign.emulator.ccid;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.countersign.emulator.EmulatedLine;

/** What the host writes, byte by byte. */
final class HostBytes {

  /** Nothing came in time. */
  static final int SILENCE = -1;

  private final EmulatedLine line;
  private final byte[] buffer = new byte[1024];
  private int at;
  private int end;

  HostBytes(EmulatedLine line) {
    this.line = line;
  }

  /**
   * The next byte.
   *
   * @return 0 to 255, or {@link #SILENCE}
   * @throws EOFException if the line ended
   */
  int next(Duration limit) throws IOException {
    if (at == end) {
      int taken = line.read(buffer, 0, buffer.length, limit);
      if (taken < 0) {
        throw new EOFException("the host has gone");
      }
      at = 0;
      end = taken;
      if (taken == 0) {
        return SILENCE;
      }
    }
    return buffer[at++] & 0xFF;
  }

  /** Takes bytes until there is a pause; returns how many there were. */
  int skipUntil(Duration pause) throws IOException {
    int skipped = 0;
    while (next(pause) != SILENCE) {
      skipped++;
    }
    return skipped;
  }
}
