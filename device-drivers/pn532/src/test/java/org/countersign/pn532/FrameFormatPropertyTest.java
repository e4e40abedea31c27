package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.FrameReader;

final class FrameFormatPropertyTest {

  @Property(tries = 300)
  void frames_survive_any_split(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 263) Integer> sizes, @ForAll long seed)
      throws LinkException {
    Random random = new Random(seed);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<byte[]> expected = new ArrayList<>();
    for (int size : sizes) {
      byte[] parameters = new byte[size];
      random.nextBytes(parameters);
      expected.add(parameters);
      sent.writeBytes(FrameFormat.command(0x40, parameters));
    }

    PiecedLine line = new PiecedLine(sent.toByteArray(), random);
    FrameReader<Pn532Frame> reader = new FrameReader<>(line, new FrameFormat(), () -> 0L);

    for (byte[] parameters : expected) {
      assertThat(next(reader, line).parameters()).isEqualTo(parameters);
    }
    assertThat(reader.skippedBytes()).isZero();
  }

  @Property(tries = 300)
  void a_turned_bit_never_gives_other_data(
      @ForAll @IntRange(min = 1, max = 263) int size, @ForAll long seed) throws LinkException {
    Random random = new Random(seed);
    byte[] parameters = new byte[size];
    random.nextBytes(parameters);
    byte[] frame = FrameFormat.command(0x40, parameters);
    frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));

    for (Pn532Frame got : all(frame, random)) {
      if (got instanceof Pn532Frame.Information information) {
        // A turned preamble leaves the frame as it was.
        assertThat(information.identifier()).isEqualTo(FrameFormat.FROM_HOST);
        assertThat(information.parameters()).isEqualTo(parameters);
      }
    }
  }

  @Property(tries = 300)
  void a_lost_byte_never_gives_other_data(
      @ForAll @IntRange(min = 1, max = 263) int size, @ForAll long seed) throws LinkException {
    Random random = new Random(seed);
    byte[] parameters = new byte[size];
    for (int i = 0; i < size; i++) {
      // Zeros and ones in plenty: the check is weakest with them.
      parameters[i] = (byte) random.nextInt(2);
    }
    byte[] frame = FrameFormat.command(0x40, parameters);
    int lost = random.nextInt(frame.length);
    byte[] cut = Arrays.copyOf(frame, frame.length - 1);
    System.arraycopy(frame, lost + 1, cut, lost, frame.length - 1 - lost);

    for (Pn532Frame got : all(cut, random)) {
      if (got instanceof Pn532Frame.Information information) {
        assertThat(information.parameters()).isEqualTo(parameters);
      }
    }
  }

  @Property(tries = 300)
  void noise_gives_frames_or_nothing_and_never_an_exception(
      @ForAll @Size(max = 2_000) byte[] noise, @ForAll long seed) throws LinkException {
    assertThat(all(noise, new Random(seed))).allSatisfy(f -> assertThat(f.length()).isPositive());
  }

  private static List<Pn532Frame> all(byte[] bytes, Random random) throws LinkException {
    PiecedLine line = new PiecedLine(bytes, random);
    FrameReader<Pn532Frame> reader = new FrameReader<>(line, new FrameFormat(), () -> 0L);
    List<Pn532Frame> frames = new ArrayList<>();
    Optional<Pn532Frame> frame;
    do {
      frame = reader.next(Duration.ZERO);
      frame.ifPresent(frames::add);
    } while (frame.isPresent() || line.hasMore());
    return frames;
  }

  private static Pn532Frame.Information next(FrameReader<Pn532Frame> reader, PiecedLine line)
      throws LinkException {
    Optional<Pn532Frame> frame = Optional.empty();
    while (frame.isEmpty() && line.hasMore() || frame.isEmpty()) {
      frame = reader.next(Duration.ZERO);
    }
    return (Pn532Frame.Information) frame.get();
  }
}
