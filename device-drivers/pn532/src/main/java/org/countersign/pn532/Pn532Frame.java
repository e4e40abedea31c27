package org.countersign.pn532;

import java.util.Arrays;

/** What stands between two points of the line (UM0701-02, 6.2.1). */
sealed interface Pn532Frame {

  /** Bytes that it took on the line, preamble and postamble included. */
  int length();

  /** 00 00 FF 00 FF 00: the frame before it was received. */
  record Ack(int length) implements Pn532Frame {}

  /** 00 00 FF FF 00 00: the last answer is wanted again. */
  record Nack(int length) implements Pn532Frame {}

  /** 00 00 FF 01 FF 7F 81 00: the command is none that the chip knows. */
  record SyntaxError(int length) implements Pn532Frame {}

  /** A frame with a right header but a wrong checksum or end. */
  record Damaged(int length) implements Pn532Frame {}

  /**
   * A command or an answer.
   *
   * @param identifier {@code TFI}: D4 from the host, D5 from the chip
   * @param data code of the command or answer and what belongs to it, 1 to 264 bytes
   */
  record Information(int length, int identifier, byte[] data) implements Pn532Frame {

    /** Code of the command or answer. */
    int code() {
      return data[0] & 0xFF;
    }

    /** What comes after the code. */
    byte[] parameters() {
      return Arrays.copyOfRange(data, 1, data.length);
    }

    /** Whether it says the same; its length on the line does not count. */
    boolean saysTheSameAs(Information other) {
      return identifier == other.identifier && Arrays.equals(data, other.data);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Information that && length == that.length && saysTheSameAs(that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(data);
    }

    /** Leaves the data out: they may be a person's. */
    @Override
    public String toString() {
      return "Information %02X %02X, %d bytes".formatted(identifier, code(), data.length);
    }
  }
}
