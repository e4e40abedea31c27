package org.countersign.encoderprinter;

import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder;

/**
 * Finds answers in a stream that has no lengths: an answer ends where its object closes. What
 * stands between objects, and objects that are no response, belong to no frame.
 */
final class AnswerDecoder implements FrameDecoder<Answer> {

  /** Holds a response APDU of 65,538 bytes in hexadecimal digits, and what stands around it. */
  static final int GREATEST_ANSWER = 160 * 1024;

  @Override
  public int greatestFrame() {
    return GREATEST_ANSWER;
  }

  @Override
  public Step<Answer> decode(ByteBuffer bytes) {
    int length = ObjectScan.lengthOf(bytes);
    if (length == ObjectScan.NONE) {
      return Step.skip(noise(bytes));
    }
    if (length == ObjectScan.OPEN) {
      return Step.needs(bytes.limit() + 1);
    }
    byte[] object = new byte[length];
    bytes.get(0, object);
    return AnswerReader.read(object)
        .map(answer -> Step.frame(answer, length))
        .orElseGet(Step::falseStart);
  }

  /** Bytes before the next brace; an object begins nowhere else. */
  private static int noise(ByteBuffer bytes) {
    int at = 1;
    while (at < bytes.limit() && bytes.get(at) != '{') {
      at++;
    }
    return at;
  }
}
