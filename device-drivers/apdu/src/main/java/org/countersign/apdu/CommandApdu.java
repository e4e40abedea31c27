package org.countersign.apdu;

/**
 * A command APDU (ISO/IEC 7816-4, 5.1).
 *
 * <pre>
 * CLA INS P1 P2 [Lc data] [Le]     short: Lc 1 byte (1..255), Le 1 byte (00 = 256)
 *                                  extended: 00 Lc 2 bytes, Le 2 bytes (0000 = 65,536), with a leading
 *                                  00 if there is no data
 * </pre>
 *
 * @param cla class byte, 0 to 255
 * @param ins instruction byte
 * @param p1 first parameter
 * @param p2 second parameter
 * @param data command data, 0 to 65,535 bytes
 * @param le bytes expected at most, 0 (none) to 65,536
 */
public record CommandApdu(int cla, int ins, int p1, int p2, Bytes data, int le) {

  /** Value of {@code le} that asks for all there is in the short form. */
  public static final int LE_SHORT_MAX = 256;

  /** Value of {@code le} that asks for all there is in the extended form. */
  public static final int LE_EXTENDED_MAX = 65_536;

  public CommandApdu {
    requireByte("CLA", cla);
    requireByte("INS", ins);
    requireByte("P1", p1);
    requireByte("P2", p2);
    if (data.size() > 65_535) {
      throw new IllegalArgumentException(
          "command data of " + data.size() + " bytes; at most 65535");
    }
    if (le < 0 || le > LE_EXTENDED_MAX) {
      throw new IllegalArgumentException("Le " + le + "; 0 to 65536");
    }
  }

  /** A command without data that expects none (case 1). */
  public static CommandApdu of(int cla, int ins, int p1, int p2) {
    return new CommandApdu(cla, ins, p1, p2, Bytes.empty(), 0);
  }

  /** A command that expects data (case 2). */
  public static CommandApdu of(int cla, int ins, int p1, int p2, int le) {
    return new CommandApdu(cla, ins, p1, p2, Bytes.empty(), le);
  }

  /** A command with data that expects none (case 3). */
  public static CommandApdu of(int cla, int ins, int p1, int p2, Bytes data) {
    return new CommandApdu(cla, ins, p1, p2, data, 0);
  }

  /** Whether the extended form is needed. */
  public boolean extended() {
    return data.size() > 255 || le > LE_SHORT_MAX;
  }

  /**
   * The interindustry class byte on the same logical channel, without command chaining and secure
   * messaging (7816-4, 5.4.1): that of GET RESPONSE and ENVELOPE on behalf of a command. Channels 0
   * to 3 stand in bits 2 and 1, channels 4 to 19 in bits 4 to 1 of classes with bit 7 set.
   *
   * @param cla class byte of the command, interindustry or proprietary
   */
  public static int transportClass(int cla) {
    boolean furtherChannels = (cla & 0x40) != 0;
    return furtherChannels ? 0x40 | (cla & 0x0F) : cla & 0x03;
  }

  /** The same command with another Le. */
  public CommandApdu withLe(int newLe) {
    return new CommandApdu(cla, ins, p1, p2, data, newLe);
  }

  /** The bytes on the wire. */
  public byte[] encode() {
    boolean extended = extended();
    int lcBytes = data.isEmpty() ? 0 : extended ? 3 : 1;
    int leBytes = le == 0 ? 0 : extended ? (data.isEmpty() ? 3 : 2) : 1;
    byte[] wire = new byte[4 + lcBytes + data.size() + leBytes];
    wire[0] = (byte) cla;
    wire[1] = (byte) ins;
    wire[2] = (byte) p1;
    wire[3] = (byte) p2;
    putLength(wire, 4, lcBytes, data.size());
    System.arraycopy(data.toArray(), 0, wire, 4 + lcBytes, data.size());
    putLength(wire, wire.length - leBytes, leBytes, le);
    return wire;
  }

  /**
   * Reads the bytes of a command.
   *
   * @throws IllegalArgumentException if they are none of the cases of ISO 7816-4, 5.1
   */
  public static CommandApdu decode(byte[] wire) {
    Bytes all = Bytes.of(wire);
    int size = all.size();
    if (size < 4) {
      throw new IllegalArgumentException("command of " + size + " bytes; at least 4");
    }
    if (size == 4) {
      return decoded(all, Bytes.empty(), 0);
    }
    int first = all.at(4);
    if (size == 5) {
      return decoded(all, Bytes.empty(), first == 0 ? LE_SHORT_MAX : first);
    }
    if (first != 0) {
      return decodeWithData(all, 5, first, 1);
    }
    if (size < 7) {
      throw new IllegalArgumentException("command with Lc 00 and " + size + " bytes");
    }
    int length = all.at(5) << 8 | all.at(6);
    if (size == 7) {
      return decoded(all, Bytes.empty(), length == 0 ? LE_EXTENDED_MAX : length);
    }
    return decodeWithData(all, 7, length, 2);
  }

  private static CommandApdu decodeWithData(Bytes all, int start, int lc, int leBytes) {
    int rest = all.size() - start - lc;
    if (lc == 0 || (rest != 0 && rest != leBytes)) {
      throw new IllegalArgumentException(
          "command with Lc " + lc + " and " + (all.size() - start) + " bytes behind it");
    }
    Bytes data = all.slice(start, start + lc);
    if (rest == 0) {
      return decoded(all, data, 0);
    }
    int le = 0;
    for (int i = start + lc; i < all.size(); i++) {
      le = le << 8 | all.at(i);
    }
    return decoded(all, data, le == 0 ? (leBytes == 1 ? LE_SHORT_MAX : LE_EXTENDED_MAX) : le);
  }

  private static CommandApdu decoded(Bytes all, Bytes data, int le) {
    return new CommandApdu(all.at(0), all.at(1), all.at(2), all.at(3), data, le);
  }

  private static void putLength(byte[] wire, int at, int bytes, int length) {
    for (int i = bytes - 1, rest = length; i >= 0 && i > bytes - 3; i--, rest >>= 8) {
      wire[at + i] = (byte) rest;
    }
  }

  private static void requireByte(String name, int value) {
    if (value < 0 || value > 0xFF) {
      throw new IllegalArgumentException(name + " " + value + "; 0 to 255");
    }
  }

  /** Header and sizes only: data may be personal. */
  @Override
  public String toString() {
    return String.format(
        "%02X %02X %02X %02X%s%s",
        cla, ins, p1, p2, data.isEmpty() ? "" : " Lc=" + data.size(), le == 0 ? "" : " Le=" + le);
  }
}
