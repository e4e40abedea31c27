package org.countersign.host.process;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.countersign.driver.DeviceEvent;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.ToChild;

/** Whatever comes through a pipe is a frame or an IOException, and text from a child is cut. */
final class FrameChannelFuzzTest {

  private static final int LONGEST = 1_000;

  @FuzzTest(maxDuration = "30s")
  void any_bytes_are_frames_or_refused(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    try (DataInputStream in = FrameChannel.buffered(new ByteArrayInputStream(bytes))) {
      Optional<byte[]> frame = FrameChannel.read(in, FrameChannel.MOST_FROM_CHILD);
      while (frame.isPresent()) {
        require(frame.get().length <= bytes.length);
        fromChild(FromChild.parseFrom(frame.get()));
        frame = FrameChannel.read(in, FrameChannel.MOST_FROM_CHILD);
      }
    } catch (IOException refused) {
      // The child is ended with that reason.
    }
    toChild(bytes);
  }

  private static void fromChild(FromChild frame) {
    require(String.valueOf(Wire.exception(frame.getFailed()).getMessage()).length() <= LONGEST);
    Optional<DeviceEvent> event = Wire.event(frame.getEvent());
    require(event.isEmpty() || event.get().detail().length() <= LONGEST);
    require(Wire.word(frame.getOpened().getModel()).chars().noneMatch(c -> c < ' '));
  }

  private static void toChild(byte[] bytes) {
    try {
      ToChild message = ToChild.parseFrom(bytes);
      require(message.equals(ToChild.parseFrom(message.toByteArray())));
    } catch (IOException refused) {
      // The child ends itself.
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("what came through the pipe leaves its bounds");
    }
  }
}
