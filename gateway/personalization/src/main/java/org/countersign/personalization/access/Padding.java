package org.countersign.personalization.access;

import java.util.Arrays;

/** ISO/IEC 9797-1 padding method 2 to blocks of 8 bytes: 80, then 00 until the block is full. */
final class Padding {

  private static final int BLOCK = TripleDesCbc.BLOCK;

  private Padding() {}

  /** A padded copy. */
  static byte[] add(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, paddedSize(bytes.length));
    padded[bytes.length] = (byte) 0x80;
    return padded;
  }

  static int paddedSize(int size) {
    return (size / BLOCK + 1) * BLOCK;
  }

  /** How many bytes stand before the padding, or -1 if it is none. */
  static int unpaddedSize(byte[] padded) {
    int end = padded.length - 1;
    while (end >= 0 && end > padded.length - BLOCK && padded[end] == 0) {
      end--;
    }
    return end >= 0 && padded[end] == (byte) 0x80 ? end : -1;
  }
}
