package org.countersign.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.link.FaultPlan.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FaultyLinksTest {

  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final byte[] QUESTION = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] ANSWER = {10, 20, 30, 40};

  private final List<ByteLink> farEnds = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();
  private final SetClock clock = new SetClock();

  /** Time that passes only while somebody rests. */
  private static final class SetClock implements FaultClock {
    long now = 1_000_000;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void rest(long nanos) {
      now += nanos;
    }
  }

  @Test
  void without_a_fault_a_line_is_a_line() throws LinkException {
    ByteLink line = line(FaultPlan.none());
    line.write(QUESTION, SECOND);
    assertThat(heard()).isEqualTo(QUESTION);
    say(ANSWER);
    assertThat(read(line)).isEqualTo(ANSWER);
    assertThat(read(line)).isEmpty();
  }

  @Test
  void a_question_loses_gains_or_changes_what_its_fault_says() throws LinkException {
    assertThat(heardAfter(LineFault.DROP)).hasSize(7);
    assertThat(heardAfter(LineFault.INSERT)).hasSize(9);
    assertThat(heardAfter(LineFault.DUPLICATE)).hasSize(16);
    assertThat(heardAfter(LineFault.TRUNCATE)).hasSizeLessThan(8);
    assertThat(heardAfter(LineFault.MERGE)).isEmpty();
    assertThat(heardAfter(LineFault.SPLIT)).isEqualTo(QUESTION);
    assertThat(heardAfter(LineFault.ECHO)).isEqualTo(QUESTION);
    byte[] flipped = heardAfter(LineFault.FLIP);
    int bits = 0;
    for (int i = 0; i < 8; i++) {
      bits += Integer.bitCount((flipped[i] ^ QUESTION[i]) & 0xFF);
    }
    assertThat(bits).isEqualTo(1);
  }

  @Test
  void an_answer_loses_gains_or_changes_what_its_fault_says() throws LinkException {
    assertThat(readAfter(LineFault.DROP)).hasSize(3);
    assertThat(readAfter(LineFault.INSERT)).hasSize(5);
    assertThat(readAfter(LineFault.FLIP)).hasSize(4).isNotEqualTo(ANSWER);
    assertThat(readAfter(LineFault.DUPLICATE)).hasSize(8);
    assertThat(readAfter(LineFault.TRUNCATE)).hasSizeLessThan(4);
    assertThat(readAfter(LineFault.BABBLE)).hasSize(304).endsWith(ANSWER);
    assertThat(readAfter(LineFault.SPLIT)).hasSize(2);
    assertThat(readAfter(LineFault.STUCK)).isEmpty();
  }

  @Test
  void a_delayed_answer_comes_after_the_limit_and_is_there_later() throws LinkException {
    ByteLink line =
        line(
            FaultPlan.none()
                .with(Direction.READ, 1, LineFault.DELAY)
                .withDelay(Duration.ofMillis(80)));
    say(ANSWER);
    assertThat(line.read(new byte[9], 0, 9, AT_ONCE)).isZero();
    long before = clock.now;
    assertThat(line.read(new byte[9], 0, 9, Duration.ofMillis(100))).isEqualTo(4);
    assertThat(clock.now - before).isEqualTo(80_000_000);
  }

  @Test
  void a_late_answer_comes_as_the_answer_to_the_next_question() throws LinkException {
    ByteLink line = line(FaultPlan.none().with(Direction.READ, 1, LineFault.LATE_ANSWER));
    line.write(QUESTION, SECOND);
    say(ANSWER);
    assertThat(read(line)).isEmpty();
    line.write(QUESTION, SECOND);
    say((byte) 99);
    assertThat(read(line)).startsWith(ANSWER);
  }

  @Test
  void merged_frames_come_as_one_piece() throws LinkException {
    ByteLink line =
        line(
            FaultPlan.none()
                .with(Direction.WRITE, 1, LineFault.MERGE)
                .with(Direction.READ, 1, LineFault.MERGE));
    line.write(QUESTION, SECOND);
    line.write(QUESTION, SECOND);
    assertThat(heard()).hasSize(16);
    say(ANSWER);
    assertThat(read(line)).isEmpty();
    say(ANSWER);
    assertThat(read(line)).hasSize(8);
  }

  @Test
  void a_written_frame_comes_back_before_the_answer() throws LinkException {
    ByteLink line = line(FaultPlan.none().with(Direction.WRITE, 1, LineFault.ECHO));
    line.write(QUESTION, SECOND);
    assertThat(read(line)).isEqualTo(QUESTION);
  }

  @Test
  void a_line_that_hangs_up_before_a_frame_has_sent_nothing() {
    ByteLink line = line(FaultPlan.none().with(Direction.WRITE, 1, LineFault.HANG_UP));
    LinkException lost = failureOf(() -> line.write(QUESTION, SECOND));
    assertThat(lost.reason()).isEqualTo(Reason.LOST);
    assertThat(lost.nothingSent()).isTrue();
    assertThat(line.isOpen()).isFalse();
  }

  @Test
  void a_line_that_hangs_up_after_a_frame_has_sent_it_and_brings_no_answer() throws LinkException {
    ByteLink line = line(FaultPlan.none().with(Direction.WRITE, 1, LineFault.HANG_UP_AFTER));
    line.write(QUESTION, SECOND);
    byte[] got = new byte[8];
    assertThat(farEnds.get(0).read(got, 0, 8, SECOND)).isEqualTo(8);
    assertThat(failureOf(() -> read(line)).reason()).isEqualTo(Reason.LOST);
  }

  @Test
  void a_stuck_write_takes_its_limit_and_leaves_half_a_frame() throws LinkException {
    ByteLink line = line(FaultPlan.none().with(Direction.WRITE, 1, LineFault.STUCK));
    long before = clock.now;
    LinkException stuck = failureOf(() -> line.write(QUESTION, SECOND));
    assertThat(stuck.reason()).isEqualTo(Reason.STUCK);
    assertThat(stuck.nothingSent()).isFalse();
    assertThat(clock.now - before).isEqualTo(SECOND.toNanos());
    assertThat(farEnds.get(0).read(new byte[9], 0, 9, SECOND)).isEqualTo(4);
  }

  @Test
  void after_an_exchange_of_devices_the_same_path_leads_to_the_other() throws LinkException {
    FaultyLinks links =
        links(
            FaultPlan.none()
                .with(Direction.WRITE, 1, LineFault.OTHER_DEVICE)
                .withOtherDevice("/dev/other"),
            1);
    ByteLink first = links.open("/dev/usual", LineSettings.of(9600), SECOND);
    assertThat(failureOf(() -> first.write(QUESTION, SECOND)).reason()).isEqualTo(Reason.LOST);
    ByteLink second = links.open("/dev/usual", LineSettings.of(9600), SECOND);
    assertThat(second.name()).isEqualTo("/dev/usual");
    assertThat(opened).containsExactly("/dev/usual", "/dev/other");
  }

  @Test
  void the_same_seed_does_the_same_and_another_something_else() throws LinkException {
    assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
  }

  @Test
  void chance_damages_about_as_many_frames_as_it_should() throws LinkException {
    FaultyLinks links = links(FaultPlan.none().withOneIn(50, LineFault.FLIP, LineFault.DROP), 3);
    ByteLink line = links.open("x", LineSettings.of(9600), SECOND);
    for (int i = 0; i < 5000; i++) {
      line.write(QUESTION, SECOND);
      farEnds.get(0).discardInput();
    }
    assertThat(links.frames(Direction.WRITE)).isEqualTo(5000);
    assertThat(links.done().size()).isBetween(70, 130);
  }

  @Test
  void what_chance_did_can_be_repeated_as_a_script() throws LinkException {
    FaultyLinks random = links(FaultPlan.none().withOneIn(5, LineFault.HANG_UP), 4);
    int survived = framesUntilHangUp(random);
    FaultPlan script = FaultPlan.none();
    for (FaultPlan.Scripted done : random.done()) {
      script = script.with(done.direction(), done.frame(), done.fault());
    }
    assertThat(framesUntilHangUp(links(script, 0))).isEqualTo(survived);
  }

  private int framesUntilHangUp(FaultyLinks links) throws LinkException {
    ByteLink line = links.open("x", LineSettings.of(9600), SECOND);
    int written = 0;
    while (line.isOpen()) {
      LinkException ended = failureOf(() -> line.write(QUESTION, SECOND));
      written += ended == null ? 1 : 0;
    }
    return written;
  }

  private List<FaultPlan.Scripted> run(long seed) throws LinkException {
    FaultyLinks links =
        links(
            FaultPlan.none()
                .withOneIn(4, LineFault.FLIP, LineFault.DROP, LineFault.INSERT, LineFault.ECHO),
            seed);
    ByteLink line = links.open("x", LineSettings.of(9600), SECOND);
    for (int i = 0; i < 40; i++) {
      line.write(QUESTION, SECOND);
    }
    return links.done();
  }

  private FaultyLinks links(FaultPlan plan, long seed) {
    LoopbackLinks inner = new LoopbackLinks(farEnds::add);
    return new FaultyLinks(
        (address, settings, limit) -> {
          opened.add(address);
          return inner.open(address, settings, limit);
        },
        plan,
        seed,
        clock);
  }

  private ByteLink line(FaultPlan plan) {
    try {
      return links(plan, 42).open("x", LineSettings.of(9600), SECOND);
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] heardAfter(LineFault fault) throws LinkException {
    farEnds.clear();
    line(FaultPlan.none().with(Direction.WRITE, 1, fault)).write(QUESTION, SECOND);
    return heard();
  }

  private byte[] readAfter(LineFault fault) throws LinkException {
    farEnds.clear();
    ByteLink line = line(FaultPlan.none().with(Direction.READ, 1, fault));
    say(ANSWER);
    return read(line);
  }

  private void say(byte... bytes) throws LinkException {
    farEnds.get(farEnds.size() - 1).write(bytes, SECOND);
  }

  private byte[] heard() throws LinkException {
    return read(farEnds.get(farEnds.size() - 1));
  }

  private static byte[] read(ByteLink line) throws LinkException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[100];
    int taken;
    while ((taken = line.read(part, 0, part.length, AT_ONCE)) > 0) {
      all.write(part, 0, taken);
    }
    return all.toByteArray();
  }

  private interface Call {
    void run() throws Exception;
  }

  private static LinkException failureOf(Call call) {
    return catchThrowableOfType(LinkException.class, call::run);
  }
}
