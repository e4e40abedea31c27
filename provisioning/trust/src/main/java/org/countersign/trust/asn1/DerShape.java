package org.countersign.trust.asn1;

/**
 * Walks through DER without building anything (ITU-T X.690, 8.1 and 10): every length definite and
 * in its shortest form, nothing cut off, strings in one piece, no deeper than {@value #MAX_DEPTH}.
 * What passes can be given to a recursive parser without fear for the stack.
 */
public final class DerShape {

  private static final int MAX_DEPTH = 32;
  private static final int CONSTRUCTED = 0x20;
  private static final int UNIVERSAL = 0x00;

  private final byte[] bytes;

  private DerShape(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Requires exactly one object.
   *
   * @throws IllegalArgumentException if there is anything else; the message says where and what
   */
  public static void requireOne(byte[] bytes) {
    int end = new DerShape(bytes).object(0, bytes.length, 0);
    if (end != bytes.length) {
      throw new IllegalArgumentException(
          (bytes.length - end) + " bytes follow the object that ends at " + end);
    }
  }

  private int object(int at, int limit, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH + " at " + at);
    }
    int first = byteAt(at, limit);
    int next = (first & 0x1F) == 0x1F ? skipLongTag(at + 1, limit) : at + 1;
    int lengthByte = byteAt(next, limit);
    int start = next + 1 + (lengthByte < 0x80 ? 0 : lengthByte & 0x7F);
    int length = lengthByte < 0x80 ? lengthByte : longLength(next, limit);
    if (length > limit - start) {
      throw new IllegalArgumentException(
          "object at " + at + " says " + length + " bytes; " + (limit - start) + " are there");
    }
    int end = start + length;
    if ((first & CONSTRUCTED) != 0) {
      requireConstructable(first, at);
      for (int inner = start; inner < end; ) {
        inner = object(inner, end, depth + 1);
      }
    }
    return end;
  }

  /** Only SEQUENCE, SET and EXTERNAL are constructed in DER; of other classes nothing is known. */
  private static void requireConstructable(int tag, int at) {
    int number = tag & 0x1F;
    if ((tag & 0xC0) == UNIVERSAL && number != 0x10 && number != 0x11 && number != 0x08) {
      throw new IllegalArgumentException("constructed primitive type at " + at);
    }
  }

  private int skipLongTag(int from, int limit) {
    int at = from;
    while ((byteAt(at, limit) & 0x80) != 0) {
      at++;
      if (at - from > 4) {
        throw new IllegalArgumentException("tag too long at " + from);
      }
    }
    return at + 1;
  }

  private int longLength(int at, int limit) {
    int count = bytes[at] & 0x7F;
    if (count == 0 || count > 3) {
      throw new IllegalArgumentException(
          count == 0 ? "indefinite length at " + at : "length of " + count + " bytes at " + at);
    }
    int length = 0;
    for (int i = 1; i <= count; i++) {
      length = (length << 8) | byteAt(at + i, limit);
    }
    if (length < 0x80 || length >> (8 * (count - 1)) == 0) {
      throw new IllegalArgumentException("length not in its shortest form at " + at);
    }
    return length;
  }

  private int byteAt(int at, int limit) {
    if (at >= limit) {
      throw new IllegalArgumentException("cut off at " + at);
    }
    return bytes[at] & 0xFF;
  }
}
