package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.countersign.framing.FrameDecoder;

/** Any message survives any split, and is found again behind noise. */
final class FramingPropertyTest {

  @Property(tries = 300)
  void a_message_is_read_whole_however_its_frame_is_cut(
      @ForAll("messages") CcidMessage message, @ForAll boolean likeAcs, @ForAll int cut) {
    Framing framing = framing(likeAcs);
    byte[] frame = framing.wrap(message);
    int length = 1 + Math.floorMod(cut, frame.length - 1);
    FrameDecoder<Received> decoder = framing.decoder();

    FrameDecoder.Step<Received> begun =
        decoder.decode(ByteBuffer.wrap(Arrays.copyOf(frame, length)).asReadOnlyBuffer());

    assertThat(begun).isInstanceOf(FrameDecoder.Needs.class);
    assertThat(((FrameDecoder.Needs<Received>) begun).bytes()).isBetween(length + 1, frame.length);
    assertThat(messages(framing, frame)).hasSize(1).allMatch(got -> got.sameAs(message));
  }

  @Property(tries = 300)
  void a_message_behind_noise_that_begins_no_frame_is_found(
      @ForAll("messages") CcidMessage message,
      @ForAll boolean likeAcs,
      @ForAll("harmlessNoise") byte[] noise) {
    Framing framing = framing(likeAcs);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(noise);
    bytes.writeBytes(framing.wrap(message));

    assertThat(messages(framing, bytes.toByteArray()))
        .hasSize(1)
        .allMatch(got -> got.sameAs(message));
  }

  @Property(tries = 300)
  void a_message_with_one_turned_bit_is_never_delivered_as_it_was_meant_to_be_or_otherwise(
      @ForAll("messages") CcidMessage message, @ForAll boolean likeAcs, @ForAll int at) {
    Framing framing = framing(likeAcs);
    byte[] frame = framing.wrap(message);
    int bit = Math.floorMod(at, frame.length * 8);
    frame[bit / 8] ^= (byte) (1 << bit % 8);

    assertThat(messages(framing, frame))
        .noneMatch(got -> got.sequence() == message.sequence() && got.type() == message.type());
  }

  /** Data without the bytes that begin frames: what is inside a damaged frame is not the point. */
  @Provide
  static Arbitrary<CcidMessage> messages() {
    return Combinators.combine(
            Arbitraries.integers().between(0x80, 0x83),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(4, 255),
            Arbitraries.integers().between(0, 0xFFFFFF),
            Arbitraries.bytes().between((byte) 4, (byte) 0x4F).array(byte[].class).ofMaxSize(261))
        .as(CcidMessage::new);
  }

  @Provide
  static Arbitrary<byte[]> harmlessNoise() {
    return Arbitraries.bytes().between((byte) 4, (byte) 0x4F).array(byte[].class).ofMaxSize(80);
  }

  private static Framing framing(boolean likeAcs) {
    return likeAcs ? new AcsFraming(271) : new TwinFraming(271);
  }

  /** All messages that a decoder finds. */
  private static List<CcidMessage> messages(Framing framing, byte[] bytes) {
    FrameDecoder<Received> decoder = framing.decoder();
    List<CcidMessage> found = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      ByteBuffer rest = ByteBuffer.wrap(bytes, at, bytes.length - at).slice().asReadOnlyBuffer();
      switch (decoder.decode(rest)) {
        case FrameDecoder.Needs<Received> needs -> at++;
        case FrameDecoder.Skip<Received> noise -> at += noise.bytes();
        case FrameDecoder.Frame<Received> frame -> {
          at += frame.length();
          if (frame.value() instanceof Received.Message message) {
            found.add(message.message());
          }
        }
      }
    }
    return found;
  }
}
