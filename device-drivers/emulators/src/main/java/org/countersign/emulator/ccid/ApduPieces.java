package org.countersign.emulator.ccid;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Extended APDUs in pieces (CCID 6.1.4, wLevelParameter; 6.2.1, bChainParameter). */
final class ApduPieces {

  private static final int PIECE = Dialect.GREATEST - 10;

  /**
   * One answer.
   *
   * @param chain bChainParameter
   */
  record Piece(byte[] data, int chain) {}

  private final UnaryOperator<byte[]> chip;
  private ByteArrayOutputStream command = new ByteArrayOutputStream();
  private byte[] response = {};
  private int at;

  ApduPieces(UnaryOperator<byte[]> chip) {
    this.chip = chip;
  }

  /** Takes a piece of a command, or the wish for the next piece of the response. */
  Piece exchange(byte[] sent, int level) {
    if (level == 0x10) {
      return next();
    }
    command.writeBytes(sent);
    if (level == 0x01 || level == 0x03) {
      return new Piece(new byte[0], 0x10);
    }
    response = chip.apply(command.toByteArray());
    command = new ByteArrayOutputStream();
    at = 0;
    return next();
  }

  private Piece next() {
    int from = at;
    at = Math.min(at + PIECE, response.length);
    boolean first = from == 0;
    boolean last = at == response.length;
    int chain = first ? (last ? 0x00 : 0x01) : last ? 0x02 : 0x03;
    return new Piece(Arrays.copyOfRange(response, from, at), chain);
  }
}
