package org.countersign.encoderprinter;

import java.nio.ByteBuffer;

/**
 * Finds where a JSON object closes (RFC 8259), by braces, brackets and strings alone; what stands
 * in it is for the parser. Bytes of UTF-8 beyond ASCII are taken inside strings.
 */
final class ObjectScan {

  /** The bytes cannot be the beginning of an object. */
  static final int NONE = -1;

  /** The object has not closed. */
  static final int OPEN = 0;

  /** An answer nests three deep; anything deeper is noise. */
  static final int GREATEST_DEPTH = 16;

  private static final String BETWEEN = "0123456789+-.eEtrufalsn:, \t\r\n";

  private final byte[] expected = new byte[GREATEST_DEPTH];
  private int depth;
  private boolean inString;
  private boolean escaped;

  private ObjectScan() {}

  /**
   * Looks at the bytes from index 0 on.
   *
   * @return length of the object, {@link #OPEN} or {@link #NONE}
   */
  static int lengthOf(ByteBuffer bytes) {
    if (bytes.get(0) != '{') {
      return NONE;
    }
    ObjectScan scan = new ObjectScan();
    for (int i = 0; i < bytes.limit(); i++) {
      i = scan.overText(bytes, i);
      if (!scan.take(bytes.get(i))) {
        return NONE;
      }
      if (scan.depth == 0) {
        return i + 1;
      }
    }
    return OPEN;
  }

  /** Nearly all of an answer is one string of digits; steps over all of it but the last byte. */
  private int overText(ByteBuffer bytes, int from) {
    int at = from;
    if (inString && !escaped) {
      int last = bytes.limit() - 1;
      byte b = bytes.get(at);
      while (at < last && b != '"' && b != '\\' && (b < 0 || b >= 0x20)) {
        b = bytes.get(++at);
      }
    }
    return at;
  }

  private boolean take(byte b) {
    if (inString) {
      return takeInString(b);
    }
    return switch (b) {
      case '{' -> open((byte) '}');
      case '[' -> open((byte) ']');
      case '}', ']' -> close(b);
      case '"' -> {
        inString = true;
        yield true;
      }
      default -> b > 0 && BETWEEN.indexOf(b) >= 0;
    };
  }

  /** A control character ends no string: the bytes are noise (RFC 8259, section 7). */
  private boolean takeInString(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
    }
    return b < 0 || b >= 0x20;
  }

  private boolean open(byte closing) {
    if (depth == GREATEST_DEPTH) {
      return false;
    }
    expected[depth++] = closing;
    return true;
  }

  private boolean close(byte b) {
    return expected[--depth] == b;
  }
}
