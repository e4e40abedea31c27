package org.countersign.simulator.applet;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/** Byte strings of commands and answers: joining, padding, BER-TLV lengths. */
final class ByteArrays {

  static final byte[] EMPTY = {};

  private ByteArrays() {}

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] of(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static int unsigned(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  static int unsignedShort(byte[] bytes, int at) {
    return unsigned(bytes, at) << 8 | unsigned(bytes, at + 1);
  }

  /** Appends 80 and as many 00 as fill the block (ISO/IEC 9797-1, padding method 2). */
  static byte[] pad(byte[] data, int block) {
    byte[] padded = Arrays.copyOf(data, (data.length / block + 1) * block);
    padded[data.length] = (byte) 0x80;
    return padded;
  }

  /** Takes the padding of {@link #pad} off; {@code 6988} if there is none. */
  static byte[] unpad(byte[] padded) {
    int end = padded.length;
    while (end > 0 && padded[end - 1] == 0) {
      end--;
    }
    if (end == 0 || padded[end - 1] != (byte) 0x80) {
      ISOException.throwIt(Sw.SM_OBJECT_INCORRECT);
    }
    return Arrays.copyOf(padded, end - 1);
  }

  /** A data object with a tag of one or two bytes. */
  static byte[] tlv(int tag, byte[]... parts) {
    byte[] value = concat(parts);
    byte[] tagBytes = tag > 0xFF ? of(tag >> 8, tag) : of(tag);
    return concat(tagBytes, length(value.length), value);
  }

  private static byte[] length(int length) {
    if (length < 0x80) {
      return of(length);
    }
    return length < 0x100 ? of(0x81, length) : of(0x82, length >> 8, length);
  }

  /** Bytes that a data object with a one-byte tag needs for such a value. */
  static int tlvSize(int valueLength) {
    return 1 + length(valueLength).length + valueLength;
  }

  static void require(boolean condition, short otherwise) {
    if (!condition) {
      ISOException.throwIt(otherwise);
    }
  }

  static void requireLength(byte[] data, int length) {
    require(data.length == length, ISO7816.SW_WRONG_LENGTH);
  }
}
