package org.countersign.ccid;

/** bError of a reader's answer (CCID 6.2.6, table 6.2-2). */
final class ReaderError {

  static final int SLOT_BUSY = 0xE0;
  static final int HARDWARE = 0xFB;
  static final int PARITY = 0xFD;
  static final int ICC_MUTE = 0xFE;

  private static final int NOT_SUPPORTED = 0x00;
  private static final int LAST_INDEX = 0x7F;

  private ReaderError() {}

  /** Whether the reader refused the command before it did anything. */
  static boolean nothingDone(int error) {
    return error == SLOT_BUSY || (error >= NOT_SUPPORTED && error <= LAST_INDEX);
  }

  /** What the reader said, and what to do. */
  static String describe(CcidMessage answer) {
    return "the reader answered bStatus %02X, bError %02X (%s)"
        .formatted(
            answer.commandStatus() << 6 | answer.cardStatus(), answer.error(), words(answer));
  }

  private static String words(CcidMessage answer) {
    if (answer.cardStatus() == 2) {
      return "no card is in the slot";
    }
    return switch (answer.error()) {
      case NOT_SUPPORTED -> "it does not know the command; check framing and exchange level";
      case SLOT_BUSY -> "the slot is busy";
      case 0xF3 -> "the card's answer to reset asks for what the reader cannot do";
      case 0xF4 -> "the card deselected the protocol";
      case 0xF5 -> "the card sent a wrong procedure byte";
      case 0xF6 -> "the card's protocol is not supported";
      case 0xF7 -> "check byte of the answer to reset is wrong";
      case 0xF8 -> "first byte of the answer to reset is wrong";
      case HARDWARE -> "hardware error, such as a short circuit; clean or replace the reader";
      case 0xFC -> "overrun while talking to the card";
      case PARITY -> "parity error while talking to the card; clean the contacts";
      case ICC_MUTE -> "the card does not answer; take another card or clean the contacts";
      case 0xFF -> "aborted";
      default ->
          answer.error() <= LAST_INDEX
              ? "byte " + answer.error() + " of the command is wrong for it"
              : "a code of the vendor's; see the reader's manual";
    };
  }
}
