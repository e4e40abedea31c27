package org.countersign.emulator.osdp;

/**
 * What a reader is.
 *
 * @param vendor IEEE code, three bytes
 * @param serial 0 to 4294967295
 * @param firmware three bytes: major, minor, build
 * @param packetBytes greatest packet that it takes
 * @param transparent whether it knows XWR
 * @param contactless what it reports of its cards
 * @param answersByPoll whether it takes XWR with ACK and answers at a later POLL
 * @param acknowledgesGaps whether it acknowledges a file fragment that does not follow, as libosdp
 *     3.2.0 does
 */
public record OsdpModel(
    int vendor,
    long serial,
    int firmware,
    int packetBytes,
    boolean transparent,
    boolean contactless,
    boolean answersByPoll,
    boolean acknowledgesGaps) {

  /** Takes 1024 bytes, passes APDUs to contactless cards at once. */
  public static final OsdpModel ENCODER =
      new OsdpModel(0x5C2602, 17, 0x010203, 1024, true, true, false, false);

  /** The same with another serial number. */
  public OsdpModel withSerial(long other) {
    return new OsdpModel(
        vendor,
        other,
        firmware,
        packetBytes,
        transparent,
        contactless,
        answersByPoll,
        acknowledgesGaps);
  }

  /** The same, answering XWR by POLL. */
  public OsdpModel answeringByPoll() {
    return new OsdpModel(
        vendor, serial, firmware, packetBytes, transparent, contactless, true, acknowledgesGaps);
  }

  /** The same without XWR. */
  public OsdpModel withoutTransparentMode() {
    return new OsdpModel(
        vendor, serial, firmware, packetBytes, false, contactless, answersByPoll, acknowledgesGaps);
  }

  byte[] identification() {
    return new byte[] {
      (byte) (vendor >> 16),
      (byte) (vendor >> 8),
      (byte) vendor,
      1,
      2,
      (byte) serial,
      (byte) (serial >> 8),
      (byte) (serial >> 16),
      (byte) (serial >> 24),
      (byte) (firmware >> 16),
      (byte) (firmware >> 8),
      (byte) firmware
    };
  }

  /** CRC, AES-128, receive buffer, smart cards. */
  byte[] capabilities() {
    return new byte[] {
      8, 1, 0, 9, 1, 1, 10, (byte) packetBytes, (byte) (packetBytes >> 8), 12, 1, 0
    };
  }
}
