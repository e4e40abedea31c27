package org.countersign.pn532;

import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder;

/**
 * Frames of the chip's serial line (UM0701-02, 6.2.1).
 *
 * <pre>
 * normal    00 | 00 FF | LEN | LCS | TFI PD0 .. PDn | DCS | 00       LEN = n + 2, 1 to 255
 * extended  00 | 00 FF | FF FF | LENM LENL | LCS | TFI .. PDn | DCS | 00      at most 265
 * LEN + LCS = 0, LENM + LENL + LCS = 0, TFI + PD0 + .. + PDn + DCS = 0, all modulo 256
 * </pre>
 *
 * <p>A frame with a right header is taken whole even if its checksum is wrong: bytes inside of it
 * that look like a frame are data, not a frame. The preamble's 00 may be missing; one 00 at the end
 * must be there, since a byte 00 lost from the data would otherwise leave a right checksum.
 */
final class FrameFormat implements FrameDecoder<Pn532Frame> {

  /** {@code TFI} and 264 bytes of a command or an answer: as much as the chip takes. */
  static final int MOST_DATA = 265;

  static final int FROM_HOST = 0xD4;
  static final int FROM_CHIP = 0xD5;

  private static final int SYNTAX_ERROR = 0x7F;
  private static final int NORMAL_MOST = 255;
  private static final int PREAMBLE = 1;
  private static final int START = 2;
  private static final int NORMAL_HEADER = START + 2;
  private static final int EXTENDED_HEADER = START + 5;

  private static final byte[] ACK = {0x00, 0x00, (byte) 0xFF, 0x00, (byte) 0xFF, 0x00};
  private static final byte[] NACK = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF, 0x00, 0x00};

  static byte[] ack() {
    return ACK.clone();
  }

  static byte[] nack() {
    return NACK.clone();
  }

  /**
   * A command as the host sends it.
   *
   * @param parameters at most 263 bytes
   */
  static byte[] command(int code, byte[] parameters) {
    int data = parameters.length + 2;
    if (data > MOST_DATA) {
      throw new IllegalArgumentException(
          "a command of %d bytes; the chip takes %d".formatted(data, MOST_DATA));
    }
    ByteBuffer frame = ByteBuffer.allocate(PREAMBLE + EXTENDED_HEADER + MOST_DATA + 2);
    frame.put((byte) 0).put((byte) 0).put((byte) 0xFF);
    if (data > NORMAL_MOST) {
      frame.put((byte) 0xFF).put((byte) 0xFF).putShort((short) data);
      frame.put((byte) -((data >> 8) + (data & 0xFF)));
    } else {
      frame.put((byte) data).put((byte) -data);
    }
    frame.put((byte) FROM_HOST).put((byte) code).put(parameters);
    frame.put((byte) -(FROM_HOST + code + sum(ByteBuffer.wrap(parameters), 0, parameters.length)));
    frame.put((byte) 0);
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  @Override
  public int greatestFrame() {
    return PREAMBLE + EXTENDED_HEADER + MOST_DATA + 2;
  }

  @Override
  public Step<Pn532Frame> decode(ByteBuffer bytes) {
    if (bytes.get(0) != 0) {
      return Step.falseStart();
    }
    int have = bytes.limit();
    if (have < START) {
      return Step.needs(START);
    }
    int preamble = bytes.get(1) == 0 ? PREAMBLE : 0;
    if (have < preamble + START) {
      return Step.needs(preamble + START);
    }
    if (bytes.get(preamble + 1) != (byte) 0xFF) {
      return Step.falseStart();
    }
    return have < preamble + NORMAL_HEADER
        ? Step.needs(preamble + NORMAL_HEADER)
        : decodeHeader(bytes, preamble);
  }

  private static Step<Pn532Frame> decodeHeader(ByteBuffer bytes, int preamble) {
    int length = bytes.get(preamble + START) & 0xFF;
    int check = bytes.get(preamble + START + 1) & 0xFF;
    if (length == 0x00 && check == 0xFF) {
      return ended(bytes, preamble, new Pn532Frame.Ack(preamble + NORMAL_HEADER + 1));
    }
    if (length == 0xFF && check == 0x00) {
      return ended(bytes, preamble, new Pn532Frame.Nack(preamble + NORMAL_HEADER + 1));
    }
    if (length == 0xFF && check == 0xFF) {
      return decodeExtended(bytes, preamble);
    }
    return length > 0 && (length + check & 0xFF) == 0
        ? decodeData(bytes, preamble + NORMAL_HEADER, length)
        : Step.falseStart();
  }

  private static Step<Pn532Frame> decodeExtended(ByteBuffer bytes, int preamble) {
    int header = preamble + EXTENDED_HEADER;
    if (bytes.limit() < header) {
      return Step.needs(header);
    }
    int high = bytes.get(header - 3) & 0xFF;
    int low = bytes.get(header - 2) & 0xFF;
    int length = high << 8 | low;
    boolean right = (high + low + bytes.get(header - 1) & 0xFF) == 0;
    return right && length > 0 && length <= MOST_DATA
        ? decodeData(bytes, header, length)
        : Step.falseStart();
  }

  private static Step<Pn532Frame> decodeData(ByteBuffer bytes, int header, int length) {
    int whole = header + length + 2;
    if (bytes.limit() < whole) {
      return Step.needs(whole);
    }
    boolean right = (sum(bytes, header, length + 1) & 0xFF) == 0 && bytes.get(whole - 1) == 0;
    return Step.frame(
        right ? taken(bytes, header, length, whole) : new Pn532Frame.Damaged(whole), whole);
  }

  private static Pn532Frame taken(ByteBuffer bytes, int header, int length, int whole) {
    int identifier = bytes.get(header) & 0xFF;
    if (length == 1) {
      return identifier == SYNTAX_ERROR
          ? new Pn532Frame.SyntaxError(whole)
          : new Pn532Frame.Damaged(whole);
    }
    byte[] data = new byte[length - 1];
    bytes.get(header + 1, data);
    return new Pn532Frame.Information(whole, identifier, data);
  }

  private static Step<Pn532Frame> ended(ByteBuffer bytes, int preamble, Pn532Frame frame) {
    int whole = preamble + NORMAL_HEADER + 1;
    if (bytes.limit() < whole) {
      return Step.needs(whole);
    }
    return bytes.get(whole - 1) == 0 ? Step.frame(frame, whole) : Step.falseStart();
  }

  private static int sum(ByteBuffer bytes, int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += bytes.get(i);
    }
    return sum;
  }
}
