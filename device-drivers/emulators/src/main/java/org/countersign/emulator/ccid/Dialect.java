package org.countersign.emulator.ccid;

import java.io.IOException;
import java.time.Duration;

/** A framing as the reader speaks it. One for each session, without a clock of its own. */
interface Dialect {

  /** Longest pause inside a command. */
  Duration PAUSE = Duration.ofMillis(100);

  /** Bytes of the longest CCID message that the reader takes. */
  int GREATEST = 271;

  /** Waits for the next thing the host says. */
  HostFrame read(HostBytes host, Duration limit) throws IOException;

  /** What goes to the host the moment a command has come whole. */
  byte[] accepted(byte[] command, boolean echo);

  byte[] refusal(int code);

  byte[] frame(byte[] message);

  /** What asks the host for patience beside a CCID message; empty if nothing does. */
  byte[] patience();

  /**
   * What tells of a card.
   *
   * @param slot whose card
   */
  byte[] slotChange(int slot, boolean present);

  /** Whether it hears nothing while it works. */
  boolean deafAtWork();

  /** The frame with its check made wrong. */
  byte[] withWrongCheck(byte[] frame);

  static byte xor(byte[] bytes, int from, int to) {
    byte sum = 0;
    for (int i = from; i < to; i++) {
      sum ^= bytes[i];
    }
    return sum;
  }

  /** dwLength of a header that was read. */
  static long length(byte[] header, int from) {
    return (header[from] & 0xFFL)
        | (header[from + 1] & 0xFFL) << 8
        | (header[from + 2] & 0xFFL) << 16
        | (header[from + 3] & 0xFFL) << 24;
  }
}
