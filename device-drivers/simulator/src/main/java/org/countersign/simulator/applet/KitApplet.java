package org.countersign.simulator.applet;

import java.util.Map;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/**
 * The application that the conformance kit speaks to; its commands are described in the kit's
 * README. WAIT is answered at once: a virtual encoder is slow by its settings.
 */
final class KitApplet extends CardApplet {

  static final byte[] AID = ByteArrays.of(0xF0, 0x43, 0x53, 0x4B, 0x49, 0x54);

  private static final int CLA = 0x80;
  private static final int NOTE = 0x10;
  private static final int GIVE = 0x12;
  private static final int TAKE = 0x14;
  private static final int ECHO = 0x16;
  private static final int COUNT = 0x18;
  private static final int CLEAR = 0x1A;
  private static final int STATUS = 0x1C;
  private static final int WAIT = 0x1E;
  private static final int IDENTITY = 0x20;

  private final byte[] identity;
  private final Map<Integer, Integer> counts;

  private KitApplet(Defects defects, byte[] identity, Map<Integer, Integer> counts) {
    super(defects);
    this.identity = identity;
    this.counts = counts;
  }

  static void install(Defects defects, byte[] identity, Map<Integer, Integer> counts) {
    new KitApplet(defects, identity, counts).register();
  }

  @Override
  Answer selected(Command command) {
    return Answer.OK;
  }

  @Override
  Answer execute(Command command) {
    if (command.cla != CLA) {
      throw new ISOException(
          selectsUnknown(command) ? ISO7816.SW_FILE_NOT_FOUND : ISO7816.SW_CLA_NOT_SUPPORTED);
    }
    int tag = command.p1p2();
    return switch (command.ins) {
      case NOTE -> counted(tag, Answer.OK);
      case GIVE -> Answer.of(pattern(tag, tag));
      case TAKE -> counted(tag, taken(command.data(), tag));
      case ECHO -> counted(tag, Answer.of(complement(command.data())));
      case COUNT -> count(counts.getOrDefault(tag, 0));
      case CLEAR -> cleared();
      case STATUS -> Answer.of(ByteArrays.EMPTY, (short) tag);
      case WAIT -> Answer.OK;
      case IDENTITY -> Answer.of(identity);
      default -> throw new ISOException(ISO7816.SW_INS_NOT_SUPPORTED);
    };
  }

  private Answer counted(int tag, Answer answer) {
    counts.merge(tag, 1, Integer::sum);
    return answer;
  }

  private static Answer count(int count) {
    return Answer.of(ByteArrays.of(count >> 8, count));
  }

  private Answer cleared() {
    counts.clear();
    return Answer.OK;
  }

  private static Answer taken(byte[] data, int tag) {
    return java.util.Arrays.equals(data, pattern(data.length, tag))
        ? Answer.OK
        : Answer.of(ByteArrays.EMPTY, ISO7816.SW_WRONG_DATA);
  }

  /** Byte i is (31 i + seed) xor (i >> 8). */
  private static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((31 * i + seed) ^ (i >> 8));
    }
    return bytes;
  }

  private static byte[] complement(byte[] data) {
    byte[] other = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      other[i] = (byte) ~data[i];
    }
    return other;
  }
}
