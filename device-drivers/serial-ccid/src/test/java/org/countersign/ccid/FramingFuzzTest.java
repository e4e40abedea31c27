package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.countersign.framing.FrameDecoder;

/**
 * Any bytes give a step inside its bounds, and no exception; so do they as an answer to reset and
 * as a block, which stand inside frames. All in one test, for Jazzer runs one in a JVM.
 */
final class FramingFuzzTest {

  private static final List<Framing> FRAMINGS = List.of(new TwinFraming(271), new AcsFraming(271));

  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_read_within_their_bounds_or_refused(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    for (Framing framing : FRAMINGS) {
      walk(framing, bytes);
    }
    answerToReset(bytes);
    block(bytes);
  }

  private static void answerToReset(byte[] bytes) {
    try {
      AnswerToReset atr = AnswerToReset.parse(bytes);
      assertThat(atr.offers(atr.firstProtocol())).isTrue();
      assertThat(atr.blockWaitingTime(0x11)).isPositive();
      assertThat(atr.ifsc()).isBetween(1, 254);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  private static void block(byte[] bytes) {
    T1Block block = T1Block.decode(bytes);
    if (block != null) {
      // NAD is not kept.
      assertThat(Arrays.copyOfRange(block.encode(), 1, bytes.length - 1))
          .isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length - 1));
    }
  }

  private static void walk(Framing framing, byte[] bytes) {
    FrameDecoder<Received> decoder = framing.decoder();
    int at = 0;
    while (at < bytes.length) {
      int left = bytes.length - at;
      int used =
          switch (decoder.decode(ByteBuffer.wrap(bytes, at, left).slice().asReadOnlyBuffer())) {
            case FrameDecoder.Needs<Received> needs -> {
              assertThat(needs.bytes()).isBetween(left + 1, decoder.greatestFrame());
              yield left;
            }
            case FrameDecoder.Skip<Received> noise -> noise.bytes();
            case FrameDecoder.Frame<Received> frame -> frame.length();
          };
      assertThat(used).isBetween(1, left);
      at += used;
    }
  }
}
