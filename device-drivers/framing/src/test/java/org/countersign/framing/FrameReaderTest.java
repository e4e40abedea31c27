package org.countersign.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {

  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration TEN_MS = Duration.ofMillis(10);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PiecedLine line = new PiecedLine();
  private final FrameReader<byte[]> reader = new FrameReader<>(line, new Stx(), line::nanoTime);

  @Property(tries = 300)
  void frames_come_out_the_same_however_the_bytes_are_cut(
      @ForAll @Size(min = 1, max = 8) List<@Size(min = 1, max = 40) byte[]> frames,
      @ForAll long seed)
      throws LinkException {
    PiecedLine cut = new PiecedLine();
    cutUp(cut, join(frames.stream().map(Stx::encode).toList()), new Random(seed));
    FrameReader<byte[]> whole = new FrameReader<>(cut, new Stx(), cut::nanoTime);
    for (byte[] frame : frames) {
      assertThat(whole.next(SECOND)).hasValueSatisfying(f -> assertThat(f).isEqualTo(frame));
    }
    assertThat(whole.next(SECOND)).isEmpty();
    assertThat(whole.skippedBytes()).isZero();
  }

  @Property(tries = 300)
  void after_noise_of_any_kind_the_next_frames_are_found_unless_noise_makes_a_frame_of_them(
      @ForAll @Size(max = 60) byte[] noise, @ForAll long seed) throws LinkException {
    // 43 zeros end every false start that the noise can have made.
    byte[] silence = new byte[Stx.GREATEST];
    byte[] wanted = {0x11, 0x22, 0x33};
    PiecedLine noisy = new PiecedLine();
    cutUp(noisy, join(List.of(noise, silence, Stx.encode(wanted))), new Random(seed));
    FrameReader<byte[]> found = new FrameReader<>(noisy, new Stx(), noisy::nanoTime);
    List<byte[]> all = new ArrayList<>();
    Optional<byte[]> frame;
    while ((frame = found.next(SECOND)).isPresent()) {
      all.add(frame.get());
    }
    assertThat(all.get(all.size() - 1)).isEqualTo(wanted);
  }

  @Property(tries = 300)
  void every_byte_is_delivered_skipped_or_still_held(
      @ForAll @Size(max = 400) byte[] anything, @ForAll long seed) throws LinkException {
    PiecedLine noisy = new PiecedLine();
    cutUp(noisy, anything, new Random(seed));
    FrameReader<byte[]> found = new FrameReader<>(noisy, new Stx(), noisy::nanoTime);
    long delivered = 0;
    Optional<byte[]> frame;
    while ((frame = found.next(SECOND)).isPresent()) {
      delivered += Stx.encode(frame.get()).length;
    }
    long held = anything.length - delivered - found.skippedBytes();
    assertThat(held).isBetween(0L, (long) Stx.GREATEST);
    found.drainUntilSilent(TEN_MS, SECOND);
    assertThat(found.drainedBytes()).isEqualTo(held);
  }

  @Test
  void two_frames_that_arrive_as_one_piece_are_two_frames() throws LinkException {
    byte[] both = join(List.of(Stx.encode(new byte[] {1}), Stx.encode(new byte[] {2})));
    line.then(AT_ONCE, both);
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(1));
    assertThat(reader.next(AT_ONCE)).hasValueSatisfying(f -> assertThat(f).containsExactly(2));
    assertThat(line.reads).isEqualTo(1);
    assertThat(reader.frames()).isEqualTo(2);
  }

  @Test
  void a_frame_cut_by_the_limit_is_completed_by_the_next_call() throws LinkException {
    byte[] frame = Stx.encode(new byte[] {7, 8, 9});
    line.then(AT_ONCE, Arrays.copyOf(frame, 3)).then(SECOND, Arrays.copyOfRange(frame, 3, 6));
    long before = line.nanoTime();
    assertThat(reader.next(TEN_MS)).isEmpty();
    assertThat(line.nanoTime() - before).isEqualTo(TEN_MS.toNanos());
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(7, 8, 9));
  }

  @Test
  void a_damaged_frame_is_never_delivered_and_the_one_behind_it_is() throws LinkException {
    byte[] damaged = Stx.encode(new byte[] {5, 5, 5});
    damaged[3] ^= 0x10;
    line.then(AT_ONCE, damaged).then(AT_ONCE, Stx.encode(new byte[] {6}));
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(6));
    assertThat(reader.skippedBytes()).isEqualTo(damaged.length);
  }

  @Test
  void a_length_beyond_the_greatest_frame_is_a_false_start() throws LinkException {
    line.then(AT_ONCE, (byte) 2, (byte) 0xFF).then(AT_ONCE, Stx.encode(new byte[] {6}));
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(6));
    assertThat(reader.skippedBytes()).isEqualTo(2);
  }

  @Test
  void a_frame_of_the_greatest_length_fits() throws LinkException {
    byte[] data = new byte[Stx.GREATEST - 3];
    Arrays.fill(data, (byte) 2);
    for (byte b : Stx.encode(data)) {
      line.then(Duration.ofMillis(1), b);
    }
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).isEqualTo(data));
  }

  @Test
  void a_far_end_that_never_stops_talking_holds_the_caller_no_longer_than_the_limit()
      throws LinkException {
    for (int i = 0; i < 10_000; i++) {
      line.then(Duration.ofMillis(1), (byte) 0x55);
    }
    long before = line.nanoTime();
    assertThat(reader.next(SECOND)).isEmpty();
    assertThat(line.nanoTime() - before).isBetween(SECOND.toNanos(), SECOND.toNanos() + 2_000_000);
    assertThat(reader.drainUntilSilent(TEN_MS, SECOND)).isFalse();
    assertThat(line.nanoTime() - before)
        .isBetween(2 * SECOND.toNanos(), 2 * SECOND.toNanos() + 4_000_000);
  }

  @Test
  void a_false_start_hides_a_frame_until_more_arrives_or_the_gap_has_passed() throws LinkException {
    // 02 20 promises 32 bytes that never come; the true frame stands behind it.
    byte[] hidden = join(List.of(new byte[] {2, 0x20}, Stx.encode(new byte[] {9})));
    line.then(AT_ONCE, hidden);
    assertThat(reader.next(SECOND)).isEmpty();

    PiecedLine second = new PiecedLine().then(AT_ONCE, hidden);
    FrameReader<byte[]> patient =
        new FrameReader<>(second, new Stx(), second::nanoTime, Duration.ofMillis(50));
    long before = second.nanoTime();
    assertThat(patient.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(9));
    assertThat(second.nanoTime() - before).isEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void the_gap_is_counted_from_the_last_byte_also_over_several_calls() throws LinkException {
    byte[] hidden = join(List.of(new byte[] {2, 0x20}, Stx.encode(new byte[] {9})));
    line.then(AT_ONCE, hidden);
    FrameReader<byte[]> patient =
        new FrameReader<>(line, new Stx(), line::nanoTime, Duration.ofMillis(50));
    for (int i = 0; i < 4; i++) {
      assertThat(patient.next(TEN_MS)).isEmpty();
    }
    assertThat(patient.next(TEN_MS)).isPresent();
  }

  @Test
  void draining_waits_for_silence_and_throws_away_what_came_late() throws LinkException {
    line.then(AT_ONCE, (byte) 2, (byte) 3)
        .then(TEN_MS, Stx.encode(new byte[] {1}))
        .then(Duration.ofMillis(200), Stx.encode(new byte[] {2}));
    assertThat(reader.next(AT_ONCE)).isEmpty();
    assertThat(reader.drainUntilSilent(Duration.ofMillis(50), SECOND)).isTrue();
    assertThat(reader.drainedBytes()).isEqualTo(2 + 4);
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(2));
  }

  @Test
  void draining_without_waiting_throws_away_what_has_come() throws LinkException {
    line.then(AT_ONCE, Stx.encode(new byte[] {1}));
    assertThat(reader.drainUntilSilent(AT_ONCE, AT_ONCE)).isFalse();
    assertThat(reader.drainedBytes()).isEqualTo(4);
    assertThat(reader.next(AT_ONCE)).isEmpty();
  }

  @Test
  void draining_without_patience_leaves_nothing_of_what_it_has_read() throws LinkException {
    // The answer came twice: the second one must not answer the next question.
    line.then(AT_ONCE, Stx.encode(new byte[] {1})).then(AT_ONCE, Stx.encode(new byte[] {1}));
    assertThat(reader.next(AT_ONCE)).isPresent();
    assertThat(reader.drainUntilSilent(TEN_MS, AT_ONCE)).isFalse();
    assertThat(reader.drainedBytes()).isEqualTo(4);
    line.then(TEN_MS, Stx.encode(new byte[] {2}));
    assertThat(reader.next(SECOND)).hasValueSatisfying(f -> assertThat(f).containsExactly(2));
  }

  @Test
  void a_decoder_that_breaks_its_contract_is_named() {
    line.then(AT_ONCE, (byte) 1);
    FrameDecoder<String> broken =
        new FrameDecoder<>() {
          @Override
          public int greatestFrame() {
            return 4;
          }

          @Override
          public Step<String> decode(ByteBuffer bytes) {
            return Step.needs(bytes.limit());
          }
        };
    FrameReader<String> stopped = new FrameReader<>(line, broken, line::nanoTime);
    assertThatThrownBy(() -> stopped.next(SECOND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(broken.getClass().getName());
  }

  @Test
  void the_decoder_cannot_alter_what_was_received() {
    line.then(AT_ONCE, (byte) 1);
    FrameDecoder<String> writing =
        new FrameDecoder<>() {
          @Override
          public int greatestFrame() {
            return 4;
          }

          @Override
          public Step<String> decode(ByteBuffer bytes) {
            bytes.put(0, (byte) 0);
            return Step.falseStart();
          }
        };
    FrameReader<String> stopped = new FrameReader<>(line, writing, line::nanoTime);
    assertThatThrownBy(() -> stopped.next(SECOND))
        .isInstanceOf(java.nio.ReadOnlyBufferException.class);
  }

  @Test
  void the_time_for_an_answer_grows_with_its_bytes() {
    // 100 bytes of 10 bits at 9600 baud are 104.17 ms, and half as much again 156.25 ms.
    assertThat(
            AnswerTime.limit(LineSettings.of(9600), 100, Duration.ofMillis(20), SECOND).toNanos())
        .isBetween(1_176_249_000L, 1_176_251_000L);
  }

  private static void cutUp(PiecedLine line, byte[] bytes, Random random) {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
      line.then(Duration.ofMillis(random.nextInt(5)), Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
