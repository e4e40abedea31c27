package org.countersign.apdu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A BER-TLV data object (ISO/IEC 7816-4, 5.2.2; ISO/IEC 8825-1): tag of 1 to 3 bytes, definite
 * length of 1 to 4 bytes, value. Written in the shortest form; longer forms of the length, which
 * some cards use, are read too.
 *
 * @param tag the tag's bytes as one number, for example {@code 0x7F61}
 * @param value the value field, at most 16,777,215 bytes
 */
public record Tlv(int tag, Bytes value) {

  private static final int MAX_LENGTH = 0xFF_FFFF;

  public Tlv {
    requireTag(tag);
    requireLength(value.size());
  }

  /** The bytes of this object. */
  public Bytes encode() {
    return Bytes.concat(encodeTag(tag), encodeLength(value.size()), value);
  }

  /** The bytes of an object. */
  public static Bytes encode(int tag, Bytes... values) {
    return new Tlv(tag, Bytes.concat(values)).encode();
  }

  /** Bytes of tag and length that stand before a value of the given size. */
  public static int headerSize(int tag, int valueSize) {
    requireTag(tag);
    requireLength(valueSize);
    return encodeTag(tag).size() + encodeLength(valueSize).size();
  }

  /**
   * Reads objects one after the other to the end.
   *
   * @throws IllegalArgumentException if the last one is cut off, or a tag or length is not of the
   *     form above
   */
  public static List<Tlv> decodeAll(Bytes bytes) {
    List<Tlv> all = new ArrayList<>();
    for (int at = 0; at < bytes.size(); ) {
      Header header = decodeHeader(bytes, at);
      int end = header.start() + header.length();
      if (end > bytes.size()) {
        throw new IllegalArgumentException(
            String.format(
                "TLV %X at %d says %d bytes; %d are there",
                header.tag(), at, header.length(), bytes.size() - header.start()));
      }
      all.add(new Tlv(header.tag(), bytes.slice(header.start(), end)));
      at = end;
    }
    return List.copyOf(all);
  }

  /**
   * Reads exactly one object.
   *
   * @throws IllegalArgumentException if there is none, more than one, or a broken one
   */
  public static Tlv decode(Bytes bytes) {
    List<Tlv> all = decodeAll(bytes);
    if (all.size() != 1) {
      throw new IllegalArgumentException(all.size() + " TLV objects; one was expected");
    }
    return all.get(0);
  }

  /** The objects in this one's value. */
  public List<Tlv> children() {
    return decodeAll(value);
  }

  /** The first object of that tag in this one's value. */
  public Optional<Tlv> child(int childTag) {
    return children().stream().filter(c -> c.tag() == childTag).findFirst();
  }

  /**
   * Tag and length of an object whose value need not be there yet.
   *
   * @param tag the tag
   * @param length bytes of its value
   * @param start index of the value's first byte
   */
  public record Header(int tag, int length, int start) {}

  /**
   * Reads tag and length at an index.
   *
   * @throws IllegalArgumentException if they are cut off or not of the form above
   */
  public static Header decodeHeader(Bytes bytes, int at) {
    int tag = byteAt(bytes, at);
    int next = at + 1;
    if ((tag & 0x1F) == 0x1F) {
      int last;
      do {
        if (next - at == 3) {
          throw new IllegalArgumentException("TLV tag of more than 3 bytes at " + at);
        }
        last = byteAt(bytes, next++);
        tag = tag << 8 | last;
      } while ((last & 0x80) != 0);
    }
    int first = byteAt(bytes, next++);
    if (first < 0x80) {
      return new Header(tag, first, next);
    }
    int count = first & 0x7F;
    if (count < 1 || count > 3) {
      throw new IllegalArgumentException("TLV length of " + count + " bytes at " + at);
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | byteAt(bytes, next++);
    }
    return new Header(tag, length, next);
  }

  private static int byteAt(Bytes bytes, int at) {
    if (at >= bytes.size()) {
      throw new IllegalArgumentException("TLV cut off at " + at);
    }
    return bytes.at(at);
  }

  /**
   * A tag of one byte has not all of bits 5 to 1 set; in a longer one they are set in the first
   * byte, bit 8 is set in every later byte but the last, and the second is not 80 (5.2.2.1).
   */
  private static void requireTag(int tag) {
    boolean valid = tag >= 0 && tag <= 0xFF_FFFF;
    if (tag <= 0xFF) {
      valid &= (tag & 0x1F) != 0x1F;
    } else if (tag <= 0xFFFF) {
      valid &= (tag & 0x1F80) == 0x1F00;
    } else {
      valid &= (tag & 0x1F_8080) == 0x1F_8000 && (tag & 0x7F00) != 0;
    }
    if (!valid) {
      throw new IllegalArgumentException(String.format("%X is no BER-TLV tag", tag));
    }
  }

  private static void requireLength(int length) {
    if (length < 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "TLV value of " + length + " bytes; at most " + MAX_LENGTH);
    }
  }

  private static Bytes encodeTag(int tag) {
    if (tag <= 0xFF) {
      return Bytes.of(tag);
    }
    return tag <= 0xFFFF ? Bytes.of(tag >> 8, tag) : Bytes.of(tag >> 16, tag >> 8, tag);
  }

  private static Bytes encodeLength(int length) {
    if (length < 0x80) {
      return Bytes.of(length);
    }
    if (length <= 0xFF) {
      return Bytes.of(0x81, length);
    }
    return length <= 0xFFFF
        ? Bytes.of(0x82, length >> 8, length)
        : Bytes.of(0x83, length >> 16, length >> 8, length);
  }
}
