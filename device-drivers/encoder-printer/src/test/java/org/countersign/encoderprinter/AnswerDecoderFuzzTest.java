package org.countersign.encoderprinter;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder.Frame;
import org.countersign.framing.FrameDecoder.Needs;
import org.countersign.framing.FrameDecoder.Skip;
import org.countersign.framing.FrameDecoder.Step;

/** Any bytes give a step inside its bounds, and the same bytes the same step. */
final class AnswerDecoderFuzzTest {

  private final AnswerDecoder decoder = new AnswerDecoder();

  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_decoded_within_their_bounds(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    int at = 0;
    while (at < bytes.length) {
      int left = bytes.length - at;
      Step<Answer> step = decode(bytes, at);
      if (step instanceof Needs<Answer> needs) {
        require(needs.bytes() > left, "needs what is there");
        return;
      }
      int taken =
          step instanceof Frame<Answer> frame ? frame.length() : ((Skip<Answer>) step).bytes();
      require(taken >= 1 && taken <= left, "takes what is not there");
      require(step.equals(decode(bytes, at)), "is not pure");
      at += taken;
    }
  }

  private Step<Answer> decode(byte[] bytes, int at) {
    return decoder.decode(ByteBuffer.wrap(bytes, at, bytes.length - at).slice().asReadOnlyBuffer());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("the decoder " + otherwise);
    }
  }
}
