package org.countersign.osdp;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.countersign.driver.ChipConnection.Protocol;

/**
 * An XRD reply (SIA OSDP v2.2, reply B1).
 *
 * <pre>
 * 00 00 code                                  error in mode 00
 * 00 01 mode config                           mode
 * 00 02 reader protocol n m CSN (n) data (m)  a card, with its ATR or ATS
 * 01 00 code                                  error in mode 01
 * 01 01 reader [status]                       0 no card, 1 a card, 2 contactless, 3 contact
 * 01 02 reader status APDU                    response
 * </pre>
 *
 * @param kind what it tells
 * @param state protocol, status or error code
 * @param data answer to reset, or response
 */
record CardReport(Kind kind, int state, byte[] data) {

  /** What a report tells. */
  enum Kind {
    CARD,
    PRESENCE,
    RESPONSE,
    ERROR,
    OTHER
  }

  private static final int CONTACT = 0;

  /** PC/SC part 3, 3.1.3.2.3.1: a contactless card without historical bytes. */
  private static final byte[] NO_HISTORY = HexFormat.of().parseHex("3B80800101");

  /** For a reader that reports no answer to reset. */
  static final CardReport UNKNOWN = new CardReport(Kind.CARD, 1, NO_HISTORY);

  /** Reads it; empty if the reply is no XRD or too short for what it says it is. */
  static Optional<CardReport> of(Reply reply) {
    byte[] d = reply.data();
    if (reply.code() != Code.XRD || d.length < 2) {
      return Optional.empty();
    }
    return switch (reply.at(0) << 8 | reply.at(1)) {
      case 0x0000, 0x0100 -> Optional.of(report(Kind.ERROR, d.length > 2 ? reply.at(2) : 0));
      case 0x0002 -> card(reply);
      case 0x0101 -> Optional.of(report(Kind.PRESENCE, d.length > 3 ? reply.at(3) : 1));
      case 0x0102 ->
          d.length < 4
              ? Optional.empty()
              : Optional.of(
                  new CardReport(Kind.RESPONSE, reply.at(3), Arrays.copyOfRange(d, 4, d.length)));
      default -> Optional.of(report(Kind.OTHER, 0));
    };
  }

  private static Optional<CardReport> card(Reply reply) {
    byte[] d = reply.data();
    if (d.length < 6 || d.length < 6 + reply.at(4) + reply.at(5)) {
      return Optional.empty();
    }
    int from = 6 + reply.at(4);
    return Optional.of(
        new CardReport(Kind.CARD, reply.at(3), Arrays.copyOfRange(d, from, from + reply.at(5))));
  }

  private static CardReport report(Kind kind, int state) {
    return new CardReport(kind, state, new byte[0]);
  }

  boolean tellsPresence() {
    return kind == Kind.PRESENCE || kind == Kind.CARD;
  }

  boolean isPresent() {
    return kind == Kind.CARD || state != 0;
  }

  /** Whether no response will come. */
  boolean isTrouble() {
    return kind == Kind.ERROR || (kind == Kind.PRESENCE && state == 0);
  }

  byte[] answerToReset() {
    return kind == Kind.CARD ? data : new byte[0];
  }

  byte[] response() {
    return data;
  }

  Protocol protocol() {
    return state == CONTACT ? Protocol.T1 : Protocol.TCL;
  }

  String vendorCode() {
    return "XRD %s %02X".formatted(kind, state);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CardReport that
        && kind == that.kind
        && state == that.state
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return vendorCode() + ", " + data.length + " bytes";
  }
}
