package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.countersign.framing.FrameDecoder;

/** Any bytes give a step inside its bounds, and no exception. */
final class FrameFormatFuzzTest {

  private final FrameFormat format = new FrameFormat();

  @FuzzTest(maxDuration = "30s")
  void any_bytes_give_a_step_within_their_bounds(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    int at = 0;
    while (at < bytes.length) {
      int left = bytes.length - at;
      int used =
          switch (format.decode(ByteBuffer.wrap(bytes, at, left).slice().asReadOnlyBuffer())) {
            case FrameDecoder.Needs<Pn532Frame> needs -> {
              assertThat(needs.bytes()).isBetween(left + 1, format.greatestFrame());
              yield left;
            }
            case FrameDecoder.Skip<Pn532Frame> noise -> noise.bytes();
            case FrameDecoder.Frame<Pn532Frame> frame -> {
              assertThat(frame.value().length()).isEqualTo(frame.length());
              yield frame.length();
            }
          };
      assertThat(used).isBetween(1, left);
      at += used;
    }
  }
}
