package org.countersign.framing;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.countersign.driver.link.LinkException;

/** Any bytes in any pieces: each is delivered, skipped or held, and the pieces do not matter. */
final class FrameReaderFuzzTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @FuzzTest(maxDuration = "30s")
  void any_pieces_give_the_same_frames_as_the_whole(FuzzedDataProvider data) throws LinkException {
    PiecedLine cut = new PiecedLine();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (data.remainingBytes() > 0) {
      byte[] piece = data.consumeBytes(data.consumeInt(1, 60));
      cut.then(Duration.ZERO, piece);
      all.writeBytes(piece);
    }
    byte[] bytes = all.toByteArray();
    byte[] inPieces = read(cut, bytes.length);
    byte[] whole = read(new PiecedLine().then(Duration.ZERO, bytes), bytes.length);
    require(Arrays.equals(inPieces, whole), "other frames in other pieces");
  }

  /** The frames one after the other. */
  private static byte[] read(PiecedLine line, int length) throws LinkException {
    FrameReader<byte[]> reader = new FrameReader<>(line, new Stx(), line::nanoTime);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    Optional<byte[]> frame = reader.next(SECOND);
    while (frame.isPresent()) {
      frames.writeBytes(Stx.encode(frame.get()));
      frame = reader.next(SECOND);
    }
    long held = length - frames.size() - reader.skippedBytes();
    require(held >= 0 && held <= Stx.GREATEST, "holds " + held + " bytes");
    return frames.toByteArray();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("the reader: " + otherwise);
    }
  }
}
