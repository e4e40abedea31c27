package org.countersign.ccid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A CCID message (CCID 6.1, 6.2), whatever frame carries it.
 *
 * <pre>
 * 0     bMessageType  61..73 to the reader, 80..84 from it
 * 1..4  dwLength      bytes of data, little-endian
 * 5     bSlot
 * 6     bSeq          the answer has that of its command
 * 7..9  three bytes that depend on the type; from the reader bStatus, bError and another
 * 10..  data
 * </pre>
 */
final class CcidMessage {

  /** Bytes before the data. */
  static final int HEADER = 10;

  private final int type;
  private final int slot;
  private final int sequence;
  private final int specific;
  private final byte[] data;

  /**
   * Makes a message.
   *
   * @param specific bytes 7, 8 and 9, the first in the highest place: 0x0B0203 is 0B 02 03
   */
  CcidMessage(int type, int slot, int sequence, int specific, byte[] data) {
    this.type = type;
    this.slot = slot;
    this.sequence = sequence;
    this.specific = specific;
    this.data = data.clone();
  }

  /** Reads a message whose length was checked: ten bytes and {@code dwLength} more. */
  static CcidMessage decode(ByteBuffer bytes, int from) {
    byte[] data = new byte[lengthAt(bytes, from)];
    bytes.get(from + HEADER, data);
    int specific = bytes.getInt(from + 6) & 0xFFFFFF;
    return new CcidMessage(
        bytes.get(from) & 0xFF,
        bytes.get(from + 5) & 0xFF,
        bytes.get(from + 6) & 0xFF,
        specific,
        data);
  }

  /** {@code dwLength} of a message that begins there; more than an int holds is negative. */
  static int lengthAt(ByteBuffer bytes, int from) {
    return Integer.reverseBytes(bytes.getInt(from + 1));
  }

  byte[] encode() {
    return ByteBuffer.allocate(HEADER + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) type)
        .putInt(data.length)
        .put((byte) slot)
        .put((byte) sequence)
        .put((byte) (specific >> 16))
        .put((byte) (specific >> 8))
        .put((byte) specific)
        .put(data)
        .array();
  }

  int type() {
    return type;
  }

  int slot() {
    return slot;
  }

  int sequence() {
    return sequence;
  }

  byte[] data() {
    return data.clone();
  }

  int length() {
    return data.length;
  }

  boolean isCommand() {
    return type < 0x80;
  }

  /** bmICCStatus (CCID 6.2.6): 0 present and active, 1 present and inactive, 2 absent. */
  int cardStatus() {
    return specific >> 16 & 0x03;
  }

  /** bmCommandStatus (CCID 6.2.6): 0 done, 1 failed, 2 the reader asks for more time. */
  int commandStatus() {
    return specific >> 22 & 0x03;
  }

  /** bError: why it failed, or by how many block waiting times the wait grows. */
  int error() {
    return specific >> 8 & 0xFF;
  }

  /** The last byte before the data: bChainParameter of a data block. */
  int last() {
    return specific & 0xFF;
  }

  /** Whether these are the same bytes. */
  boolean sameAs(CcidMessage other) {
    return Arrays.equals(encode(), other.encode());
  }

  /** Without the data, which may be a card's. */
  @Override
  public String toString() {
    return "%02X slot %d seq %d, %d bytes".formatted(type, slot, sequence, data.length);
  }
}
