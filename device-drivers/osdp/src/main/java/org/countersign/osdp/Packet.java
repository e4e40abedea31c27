package org.countersign.osdp;

import java.util.Arrays;

/**
 * A whole packet (SIA OSDP v2.2).
 *
 * <pre>
 * 53  address (bit 7: reply)  length, 2 bytes, low first, of the whole packet
 * control: bits 0-1 sequence, bit 2 CRC instead of checksum, bit 3 security block
 * [security block: its length, type 11-18, data]
 * command or reply code, data
 * [MAC, first 4 bytes, with types 15-18]
 * CRC, 2 bytes, low first, or checksum
 * </pre>
 *
 * @param bytes from 53 to the check, which holds; not copied: whoever makes one gives it away
 */
record Packet(byte[] bytes) {

  static final int START = 0x53;
  static final int MARK = 0xFF;
  static final int HEADER = 5;
  static final int MAC = 4;
  static final int REPLY = 0x80;
  static final int CRC = 0x04;
  static final int SECURED = 0x08;
  static final int SEQUENCE = 0x03;

  /** Longest packet that the specification allows. Bytes. */
  static final int GREATEST = 1440;

  /** First type of security block that comes with a MAC. */
  static final int FIRST_WITH_MAC = 0x15;

  /** Whether lengths and codes inside fit; the check is not looked at. */
  static boolean isWellFormed(byte[] bytes) {
    int control = bytes[4];
    int end = bytes.length - ((control & CRC) != 0 ? 2 : 1);
    int code = HEADER;
    if ((control & SECURED) != 0) {
      int block = bytes[HEADER] & 0xFF;
      if (block < 2 || HEADER + block >= end) {
        return false;
      }
      code += block;
      end -= (bytes[HEADER + 1] & 0xFF) >= FIRST_WITH_MAC ? MAC : 0;
    }
    return code < end;
  }

  /**
   * A packet that is not secured by a session.
   *
   * @param block security block with its length, or nothing
   */
  static byte[] plain(int address, int sequence, boolean crc, byte[] block, int code, byte[] data) {
    byte[] packet = begin(address, sequence, crc, block, code, data, 0);
    Check.put(packet, packet.length - (crc ? 2 : 1), crc);
    return packet;
  }

  /** The same without MAC and check, but with their room and the length that counts them. */
  static byte[] begin(
      int address, int sequence, boolean crc, byte[] block, int code, byte[] data, int mac) {
    int check = crc ? 2 : 1;
    int length = HEADER + block.length + 1 + data.length + mac + check;
    if (length > GREATEST) {
      throw new IllegalArgumentException(length + " bytes do not fit a packet of " + GREATEST);
    }
    byte[] packet = new byte[length];
    packet[0] = START;
    packet[1] = (byte) address;
    packet[2] = (byte) length;
    packet[3] = (byte) (length >> 8);
    packet[4] = (byte) (sequence | (crc ? CRC : 0) | (block.length > 0 ? SECURED : 0));
    System.arraycopy(block, 0, packet, HEADER, block.length);
    packet[HEADER + block.length] = (byte) code;
    System.arraycopy(data, 0, packet, HEADER + block.length + 1, data.length);
    return packet;
  }

  /** The reader's address, 0 to 7F, without the reply bit. */
  int address() {
    return bytes[1] & ~REPLY & 0xFF;
  }

  boolean isReply() {
    return (bytes[1] & REPLY) != 0;
  }

  int sequence() {
    return bytes[4] & SEQUENCE;
  }

  boolean hasCrc() {
    return (bytes[4] & CRC) != 0;
  }

  /** Type of the security block; 0 without one. */
  int security() {
    return (bytes[4] & SECURED) == 0 ? 0 : bytes[HEADER + 1] & 0xFF;
  }

  /** First byte of the security block's data; -1 without one. */
  int securityData() {
    return security() == 0 || bytes[HEADER] < 3 ? -1 : bytes[HEADER + 2] & 0xFF;
  }

  int code() {
    return bytes[codeAt()] & 0xFF;
  }

  /** What follows the code, as it is on the line. */
  byte[] data() {
    return Arrays.copyOfRange(bytes, codeAt() + 1, dataEnd());
  }

  /** Where MAC or check begin: the MAC is over everything before. */
  int dataEnd() {
    return bytes.length - (hasCrc() ? 2 : 1) - (security() >= FIRST_WITH_MAC ? MAC : 0);
  }

  private int codeAt() {
    return HEADER + (security() == 0 ? 0 : bytes[HEADER] & 0xFF);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packet that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Without data: it may be a key or a card's. */
  @Override
  public String toString() {
    return "%s %02X of %02X, sequence %d, security %02X, %d bytes"
        .formatted(
            isReply() ? "reply" : "command",
            code(),
            address(),
            sequence(),
            security(),
            bytes.length);
  }
}
