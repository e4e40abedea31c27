package org.countersign.ccid;

import org.countersign.framing.FrameDecoder;

/** How CCID messages travel on a serial line. */
interface Framing {

  /** A command in its frame. */
  byte[] wrap(CcidMessage command);

  /** Takes the frames off what the reader sends. */
  FrameDecoder<Received> decoder();

  /** Whether the reader says {@link Received.Taken} before it works. */
  boolean acknowledges();

  /** Frame that makes the reader send its last answer again; empty if it cannot be asked to. */
  byte[] askAgain();

  /** Bytes that the frame adds to a message. */
  int overhead();

  /** XOR of a range. */
  static int xor(java.nio.ByteBuffer bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum ^= bytes.get(i);
    }
    return sum & 0xFF;
  }

  /** Whether a reader may send a message of this type, as an answer or as an echo. */
  static boolean isMessageType(int type) {
    return (type >= 0x61 && type <= 0x73) || (type >= 0x80 && type <= 0x84);
  }
}
