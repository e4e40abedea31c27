package org.countersign.framing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A protocol for these tests: 02, length 1 to 40, that many bytes, XOR of all before. */
final class Stx implements FrameDecoder<byte[]> {

  static final int GREATEST = 43;

  @Override
  public int greatestFrame() {
    return GREATEST;
  }

  @Override
  public Step<byte[]> decode(ByteBuffer bytes) {
    if (bytes.get(0) != 2) {
      return Step.falseStart();
    }
    if (bytes.limit() < 2) {
      return Step.needs(2);
    }
    int data = bytes.get(1) & 0xFF;
    if (data == 0) {
      return Step.falseStart();
    }
    int length = data + 3;
    if (bytes.limit() < length) {
      return Step.needs(length);
    }
    byte[] frame = new byte[length];
    bytes.get(0, frame);
    return xor(frame) == 0
        ? Step.frame(Arrays.copyOfRange(frame, 2, length - 1), length)
        : Step.falseStart();
  }

  static byte[] encode(byte[] data) {
    byte[] frame = new byte[data.length + 3];
    frame[0] = 2;
    frame[1] = (byte) data.length;
    System.arraycopy(data, 0, frame, 2, data.length);
    frame[frame.length - 1] = xor(frame);
    return frame;
  }

  private static byte xor(byte[] bytes) {
    byte sum = 0;
    for (byte b : bytes) {
      sum ^= b;
    }
    return sum;
  }
}
