package org.countersign.tck.card;

import java.io.ByteArrayOutputStream;

/**
 * Commands of the kit card, class 80, with the answers that it must give. {@code tag} is P1-P2; the
 * card counts by tag how often it saw {@link #note}, {@link #take} and {@link #echo}, and keeps the
 * counts over a loss of power, so that a command that was sent twice is found.
 *
 * @param name for a person
 * @param bytes command APDU
 * @param expected response APDU
 */
@SuppressWarnings("ArrayRecordComponent")
public record KitCommand(String name, byte[] bytes, byte[] expected) {

  /** Name of the application on the card (ISO 7816-4, 12.2.3). */
  private static final byte[] AID = {(byte) 0xF0, 0x43, 0x53, 0x4B, 0x49, 0x54};

  static final int NOTE = 0x10;
  static final int GIVE = 0x12;
  static final int TAKE = 0x14;
  static final int ECHO = 0x16;
  static final int COUNT = 0x18;
  static final int CLEAR = 0x1A;
  static final int STATUS = 0x1C;
  static final int WAIT = 0x1E;
  static final int IDENTITY = 0x20;
  static final int IDENTITY_BYTES = 8;

  private static final int OK = 0x9000;

  /** SELECT by name, case 3; answer {@code 9000}. */
  public static KitCommand select() {
    return new KitCommand("SELECT", apdu(0x00, 0xA4, 0x0400, AID, -1, false), answer(OK));
  }

  /** Whether it selects the kit's application, with or without Le. */
  static boolean isSelect(byte[] command) {
    byte[] select = select().bytes();
    return command.length >= select.length
        && java.util.Arrays.equals(command, 0, select.length, select, 0, select.length);
  }

  /** Case 1: no data either way. */
  public static KitCommand note(int tag) {
    return new KitCommand("case 1", apdu(0x80, NOTE, tag, new byte[0], -1, false), answer(OK));
  }

  /** Case 2: the card gives {@code bytes} of {@link #pattern}; {@code bytes} is P1-P2 and Le. */
  public static KitCommand give(int bytes) {
    return new KitCommand(
        "case 2 with " + bytes + " bytes",
        apdu(0x80, GIVE, bytes, new byte[0], bytes, bytes > 256),
        answer(OK, pattern(bytes, bytes)));
  }

  /** Case 2 with Le 00, "all there is": under T=0 the card corrects it with 6Cxx. */
  public static KitCommand giveAll(int bytes) {
    return new KitCommand(
        "case 2 with Le 00 and " + bytes + " bytes",
        apdu(0x80, GIVE, bytes, new byte[0], 256, false),
        answer(OK, pattern(bytes, bytes)));
  }

  /** Case 3: the card takes {@code bytes} of {@link #pattern}, and says 6A80 to any others. */
  public static KitCommand take(int tag, int bytes) {
    return new KitCommand(
        "case 3 with " + bytes + " bytes",
        apdu(0x80, TAKE, tag, pattern(bytes, tag), -1, bytes > 255),
        answer(OK));
  }

  /** Case 4: the card answers the complement, so that an echo of the line is no answer. */
  public static KitCommand echo(int tag, byte[] data) {
    return new KitCommand(
        "case 4 with " + data.length + " bytes",
        apdu(0x80, ECHO, tag, data, data.length, data.length > 255),
        answer(OK, complement(data)));
  }

  /** How often the card saw the tag; two bytes and 9000. */
  public static byte[] count(int tag) {
    return apdu(0x80, COUNT, tag, new byte[0], 2, false);
  }

  /** Forgets all counts. */
  public static KitCommand clear() {
    return new KitCommand("CLEAR", apdu(0x80, CLEAR, 0, new byte[0], -1, false), answer(OK));
  }

  /** The card answers exactly this status word. */
  public static KitCommand status(int sw) {
    return new KitCommand(
        String.format("status %04X", sw),
        apdu(0x80, STATUS, sw, new byte[0], -1, false),
        answer(sw));
  }

  /** The card answers after so many hundredths of a second. */
  public static KitCommand waiting(int hundredths) {
    return new KitCommand("WAIT", apdu(0x80, WAIT, hundredths, new byte[0], -1, false), answer(OK));
  }

  /** Eight bytes that no other card has, and 9000. */
  public static byte[] identity() {
    return apdu(0x80, IDENTITY, 0, new byte[0], IDENTITY_BYTES, false);
  }

  /** Byte i is {@code (31 i + seed) xor (i >> 8)}. */
  public static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((31 * i + seed) ^ (i >> 8));
    }
    return bytes;
  }

  static byte[] complement(byte[] data) {
    byte[] other = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      other[i] = (byte) ~data[i];
    }
    return other;
  }

  static byte[] answer(int sw, byte... data) {
    byte[] answer = java.util.Arrays.copyOf(data, data.length + 2);
    answer[data.length] = (byte) (sw >> 8);
    answer[data.length + 1] = (byte) sw;
    return answer;
  }

  /** ISO 7816-4, 5.2; {@code ne} below 0 means no Le field. */
  private static byte[] apdu(int cla, int ins, int p1p2, byte[] data, int ne, boolean extended) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) cla, (byte) ins, (byte) (p1p2 >> 8), (byte) p1p2});
    if (extended) {
      out.write(0);
    }
    if (data.length > 0) {
      length(out, data.length, extended);
      out.writeBytes(data);
    }
    if (ne >= 0) {
      length(out, ne, extended);
    }
    return out.toByteArray();
  }

  private static void length(ByteArrayOutputStream out, int length, boolean extended) {
    if (extended) {
      out.write(length >> 8);
    }
    out.write(length);
  }
}
