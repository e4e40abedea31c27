package org.countersign.osdp;

/** Why a reader refused a command: the data of its NAK (SIA OSDP v2.2, reply 41). */
final class Refusal {

  static final int CHECK = 0x01;
  static final int LENGTH = 0x02;
  static final int UNKNOWN_COMMAND = 0x03;
  static final int SEQUENCE = 0x04;
  static final int SECURITY_NOT_SUPPORTED = 0x05;
  static final int SECURITY_NOT_MET = 0x06;

  private Refusal() {}

  /** Whether the reader means that there is no session, not that the command is wrong. */
  static boolean endsSession(int reason) {
    return reason == CHECK
        || reason == SEQUENCE
        || reason == SECURITY_NOT_SUPPORTED
        || reason == SECURITY_NOT_MET;
  }

  /** The reason in words. */
  static String inWords(int reason) {
    String words =
        switch (reason) {
          case CHECK -> "the message's check is wrong";
          case LENGTH -> "the command's length is wrong";
          case UNKNOWN_COMMAND -> "it does not know the command";
          case SEQUENCE -> "the sequence number is wrong";
          case SECURITY_NOT_SUPPORTED -> "it does not take this security block";
          case SECURITY_NOT_MET -> "it wants a secure session";
          case 0x07 -> "it does not know this kind of biometric";
          case 0x08 -> "it does not know this format of biometric";
          case 0x09 -> "it cannot do the command now, or not with this data";
          default -> "a reason of its own";
        };
    return "NAK %02X: %s".formatted(reason, words);
  }
}
