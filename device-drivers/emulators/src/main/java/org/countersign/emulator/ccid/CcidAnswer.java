package org.countersign.emulator.ccid;

import java.util.Arrays;

/** Messages from the reader (CCID 6.2): type, dwLength, bSlot, bSeq, bStatus, bError, one more. */
final class CcidAnswer {

  static final int NOT_SUPPORTED = 0x00;
  static final int SLOT_WRONG = 0x05;
  static final int SUPPLY_WRONG = 0x07;
  static final int SLOT_BUSY = 0xE0;
  static final int MUTE = 0xFE;

  private static final int HEADER = 10;
  private static final int FAILED = 0x40;
  private static final int MORE_TIME = 0x80;

  private CcidAnswer() {}

  /**
   * An answer to a command that was done.
   *
   * @param card bmICCStatus
   */
  static byte[] done(byte[] command, int card, byte[] data) {
    return answer(command, card, 0, 0, data);
  }

  static byte[] done(byte[] command, int card, byte[] data, int last) {
    return answer(command, card, 0, last, data);
  }

  static byte[] failed(byte[] command, int card, int error) {
    return answer(command, FAILED | card, error, 0, new byte[0]);
  }

  static byte[] moreTime(byte[] command) {
    return answer(command, MORE_TIME, 1, 0, new byte[0]);
  }

  /** What the command carries. */
  static byte[] data(byte[] command) {
    return Arrays.copyOfRange(command, HEADER, command.length);
  }

  private static byte[] answer(byte[] command, int status, int error, int last, byte[] data) {
    byte[] answer = new byte[HEADER + data.length];
    answer[0] = (byte) answerType(command[0] & 0xFF);
    answer[1] = (byte) data.length;
    answer[2] = (byte) (data.length >> 8);
    answer[5] = command[5];
    answer[6] = command[6];
    answer[7] = (byte) status;
    answer[8] = (byte) error;
    answer[9] = (byte) last;
    System.arraycopy(data, 0, answer, HEADER, data.length);
    return answer;
  }

  private static int answerType(int command) {
    return switch (command) {
      case 0x62, 0x6F -> 0x80;
      case 0x61, 0x6C, 0x6D -> 0x82;
      case 0x6B -> 0x83;
      default -> 0x81;
    };
  }
}
