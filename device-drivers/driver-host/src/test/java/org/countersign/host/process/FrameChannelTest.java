package org.countersign.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.countersign.protocol.v1.driverhost.Done;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FrameChannelTest {

  private static Optional<byte[]> read(int... bytes) throws IOException {
    byte[] in = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      in[i] = (byte) bytes[i];
    }
    return FrameChannel.read(FrameChannel.buffered(new ByteArrayInputStream(in)), 16);
  }

  @Test
  void a_message_is_its_length_and_its_bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FromChild done = FromChild.newBuilder().setId(5).setDone(Done.getDefaultInstance()).build();
    FrameChannel.write(out, done);
    assertThat(out.toByteArray())
        .containsExactly(
            0, 0, 0, 4, // length
            0x08, 5, // id: 5
            0x1A, 0); // done: {}
    assertThat(
            FrameChannel.read(
                FrameChannel.buffered(new ByteArrayInputStream(out.toByteArray())), 16))
        .get()
        .extracting(bytes -> parsed(bytes))
        .isEqualTo(done);
  }

  private static FromChild parsed(byte[] bytes) {
    try {
      return FromChild.parseFrom(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_end_of_the_pipe_between_frames_is_the_end() throws IOException {
    assertThat(read()).isEmpty();
  }

  @Test
  void the_end_inside_a_frame_is_an_error() {
    assertThatThrownBy(() -> read(0, 0)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(0, 0, 0, 2, 7)).isInstanceOf(EOFException.class);
  }

  @Test
  void a_frame_at_its_limit_is_taken_and_one_beyond_it_is_not() throws IOException {
    int[] longest = new int[4 + 16];
    longest[3] = 16;
    assertThat(read(longest).orElseThrow()).hasSize(16);
    for (int[] length : new int[][] {{0, 0, 0, 17}, {0x7F, 0xFF, 0xFF, 0xFF}, {0x80, 0, 0, 0}}) {
      assertThatThrownBy(() -> read(length))
          .isInstanceOf(FrameChannel.MalformedFrame.class)
          .hasMessageContaining("16 are taken at most");
    }
  }
}
