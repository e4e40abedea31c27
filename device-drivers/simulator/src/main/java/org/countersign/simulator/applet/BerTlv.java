package org.countersign.simulator.applet;

import java.util.Arrays;
import java.util.Optional;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/** Data objects with one-byte tags, one after the other (ISO/IEC 7816-4, 5.4.2). */
final class BerTlv {

  private final byte[] bytes;

  private BerTlv(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Objects that fill the bytes exactly; {@code 6A80} if they do not. */
  static BerTlv parse(byte[] bytes) {
    BerTlv objects = new BerTlv(bytes);
    int at = 0;
    while (at < bytes.length) {
      at = objects.end(at);
    }
    return objects;
  }

  /** Value of the first object with the tag. */
  Optional<byte[]> value(int tag) {
    for (int at = 0; at < bytes.length; at = end(at)) {
      if (ByteArrays.unsigned(bytes, at) == tag) {
        return Optional.of(Arrays.copyOfRange(bytes, valueStart(at), end(at)));
      }
    }
    return Optional.empty();
  }

  /** All bytes before the first object with the tag; all if there is none. */
  byte[] before(int tag) {
    int at = 0;
    while (at < bytes.length && ByteArrays.unsigned(bytes, at) != tag) {
      at = end(at);
    }
    return Arrays.copyOf(bytes, at);
  }

  private int valueStart(int at) {
    int first = byteAt(at + 1);
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private int end(int at) {
    int first = byteAt(at + 1);
    int length = first;
    if (first >= 0x80) {
      length =
          switch (first) {
            case 0x81 -> byteAt(at + 2);
            case 0x82 -> byteAt(at + 2) << 8 | byteAt(at + 3);
            default -> throw new ISOException(ISO7816.SW_WRONG_DATA);
          };
    }
    int end = valueStart(at) + length;
    ByteArrays.require(end <= bytes.length, ISO7816.SW_WRONG_DATA);
    return end;
  }

  private int byteAt(int at) {
    ByteArrays.require(at < bytes.length, ISO7816.SW_WRONG_DATA);
    return ByteArrays.unsigned(bytes, at);
  }
}
