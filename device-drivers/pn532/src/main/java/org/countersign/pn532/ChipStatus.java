package org.countersign.pn532;

/** Low six bits of the status byte of an answer (UM0701-02, 7.1). */
enum ChipStatus {
  OK(0x00, "no error", false),
  TIME_OUT(0x01, "the card did not answer", true),
  CRC(0x02, "a checksum from the card was wrong", true),
  PARITY(0x03, "a parity bit from the card was wrong", true),
  BIT_COUNT(0x04, "a wrong number of bits during anticollision", true),
  FRAMING(0x05, "a framing error from the card", true),
  COLLISION(0x06, "a bit collision: more than one card in the field", true),
  BUFFER_SIZE(0x07, "the chip's buffer is too small", true),
  RF_OVERFLOW(0x09, "the radio buffer overflowed", true),
  FIELD_NOT_ON(0x0A, "the field was not on in time", false),
  RF_PROTOCOL(0x0B, "the card broke the protocol of ISO 14443-4", true),
  TEMPERATURE(0x0D, "the chip is too hot and has switched its antenna off", true),
  INTERNAL_OVERFLOW(0x0E, "the chip's internal buffer overflowed", true),
  PARAMETER(0x10, "a parameter is out of range", false),
  FORMAT(0x13, "the data do not match the protocol", true),
  STATE(0x25, "the chip is in the wrong state", false),
  NOT_ALLOWED(0x26, "not allowed in this configuration", false),
  CONTEXT(0x27, "the chip knows of no card", false),
  RELEASED(0x29, "the card was released", false),
  OTHER_CARD(0x2A, "another card lies in its place", false),
  CARD_GONE(0x2B, "the card has disappeared", true),
  OVER_CURRENT(0x2D, "the antenna took too much current", true),
  UNKNOWN(-1, "a status that the manual does not name", true);

  private final int code;
  private final String meaning;
  private final boolean cardMayKnow;

  ChipStatus(int code, String meaning, boolean cardMayKnow) {
    this.code = code;
    this.meaning = meaning;
    this.cardMayKnow = cardMayKnow;
  }

  static ChipStatus of(int statusByte) {
    int wanted = statusByte & 0x3F;
    for (ChipStatus status : values()) {
      if (status.code == wanted) {
        return status;
      }
    }
    return UNKNOWN;
  }

  /** In a sentence for a technician. */
  String meaning() {
    return meaning;
  }

  /** Whether the card may have got the command all the same. */
  boolean cardMayKnow() {
    return cardMayKnow;
  }

  /** Whether the chip has no card to send to. */
  boolean withoutCard() {
    return this == CONTEXT || this == RELEASED || this == OTHER_CARD || this == CARD_GONE;
  }
}
