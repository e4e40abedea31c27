package org.countersign.encoderprinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.encoderprinter.Bench.LIMIT;
import static org.countersign.encoderprinter.Bench.chip;
import static org.countersign.encoderprinter.Bench.feeder;
import static org.countersign.encoderprinter.EncoderPrinterTest.SELECT;
import static org.countersign.encoderprinter.EncoderPrinterTest.fails;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.emulator.encoderprinter.Habits;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultPlan.Direction;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines that end, stall or are closed in the middle of the work. */
@Timeout(60)
final class LostLineTest {

  private static final Duration SLOW = Duration.ofSeconds(20);

  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void an_apdu_whose_answer_is_lost_is_never_sent_twice() throws Exception {
    // Frames written: model, serial, firmware; where, state, feed, where; where, power on; APDU.
    FaultPlan plan = FaultPlan.none().with(Direction.WRITE, 10, LineFault.HANG_UP_AFTER);
    FaultyLinks faults = new FaultyLinks(bench.links(), plan, 1);
    try (Device device = bench.open(faults)) {
      feeder(device).feed(LIMIT);
      chip(device).powerOn(LIMIT);
      fails(() -> chip(device).transceive(SELECT, LIMIT), Fault.COMMUNICATION, Effect.UNKNOWN);
      fails(() -> chip(device).transceive(SELECT, LIMIT), Fault.COMMUNICATION, Effect.NONE);
      fails(() -> chip(device).powerOn(LIMIT), Fault.COMMUNICATION, Effect.NONE);
    }
    assertThat(bench.printer.times("ENCODER.Transmit")).isLessThanOrEqualTo(1);
    assertThat(bench.events)
        .extracting(DeviceEvent::kind)
        .containsExactly(DeviceEvent.Kind.DEVICE_LOST);
  }

  @Test
  void an_order_that_never_left_has_surely_not_happened() throws Exception {
    FaultPlan plan = FaultPlan.none().with(Direction.WRITE, 6, LineFault.HANG_UP);
    try (Device device = bench.open(new FaultyLinks(bench.links(), plan, 1))) {
      fails(() -> feeder(device).feed(LIMIT), Fault.COMMUNICATION, Effect.NONE);
    }
    assertThat(bench.printer.times("Sis")).isZero();
  }

  @Test
  void a_question_whose_answer_is_damaged_is_asked_again() throws Exception {
    FaultPlan plan =
        FaultPlan.none()
            .with(Direction.READ, 2, LineFault.TRUNCATE)
            .with(Direction.WRITE, 6, LineFault.TRUNCATE);
    bench.config.put("answer-time", "500000");
    try (Device device = bench.open(new FaultyLinks(bench.links(), plan, 1))) {
      assertThat(device.info().serial()).isEqualTo("EP-000017");
      assertThat(feeder(device).units()).hasSize(1);
    }
    assertThat(bench.printer.times("Rsn")).isEqualTo(2);
  }

  @Test
  void an_answer_that_comes_after_the_next_question_is_not_taken_for_its_answer() throws Exception {
    FaultPlan plan = FaultPlan.none().with(Direction.READ, 10, LineFault.LATE_ANSWER);
    try (Device device = bench.open(new FaultyLinks(bench.links(), plan, 1))) {
      feeder(device).feed(LIMIT);
      chip(device).powerOn(LIMIT);
      Duration soon = Duration.ofMillis(300);
      fails(() -> chip(device).transceive(SELECT, soon), Fault.TIMEOUT, Effect.UNKNOWN);
      chip(device).powerOn(LIMIT);
      assertThat(Sessions.run(chip(device), LIMIT))
          .isEqualToIgnoringCase(bench.printer.card().orElseThrow().chipId());
    }
  }

  @Test
  void damaged_digits_of_an_apdu_never_reach_the_chip() throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      FaultPlan plan = FaultPlan.none().with(Direction.WRITE, 10, LineFault.FLIP);
      try (Device device = bench.open(new FaultyLinks(bench.links(), plan, seed))) {
        feeder(device).feed(LIMIT);
        chip(device).powerOn(LIMIT);
        long before = bench.printer.card().orElseThrow().state().commands();
        byte[] challenge = {0x00, (byte) 0x84, 0x00, 0x00, 0x10};
        try {
          assertThat(chip(device).transceive(challenge, Duration.ofMillis(600))).hasSize(18);
        } catch (DeviceException e) {
          long more = bench.printer.card().orElseThrow().state().commands() - before;
          assertThat(e.effect() == Effect.UNKNOWN || more == 0).as("seed " + seed).isTrue();
        }
        Bench.exit(device).present(LIMIT);
      }
    }
  }

  @Test
  void a_deadline_is_kept() throws Exception {
    try (Device device = bench.open()) {
      feeder(device).feed(LIMIT);
      chip(device).powerOn(LIMIT);
      bench.printer.habits(Habits.GOOD.withSlow(SLOW));
      long start = System.nanoTime();
      fails(
          () -> chip(device).transceive(SELECT, Duration.ofMillis(300)),
          Fault.TIMEOUT,
          Effect.UNKNOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(300), Duration.ofMillis(1_300));
    }
  }

  @Test
  void closing_makes_a_running_call_return_at_once() throws Exception {
    Device device = bench.open();
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    bench.printer.habits(Habits.GOOD.withSlow(SLOW));
    closedWhile(device, () -> chip(device).transceive(SELECT, SLOW), Effect.UNKNOWN);
  }

  @Test
  void closing_makes_a_wait_for_a_card_return_at_once() throws Exception {
    Device device = bench.open();
    closedWhile(device, () -> chip(device).awaitChip(true, SLOW), Effect.NONE);
    fails(() -> chip(device).powerOn(LIMIT), Fault.CANCELLED, Effect.NONE);
  }

  private interface Call {
    Object run() throws DeviceException;
  }

  private static void closedWhile(Device device, Call call, Effect effect) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FutureTask<Long> task =
        new FutureTask<>(() -> {
          running.countDown();
          fails(call::run, Fault.CANCELLED, effect);
          return System.nanoTime();
        });
    Thread thread = Thread.ofPlatform().name("device-window-1").start(task);
    running.await();
    awaitWaiting(thread);
    long closed = System.nanoTime();
    device.close();
    device.close();
    assertThat(Duration.ofNanos(task.get(10, TimeUnit.SECONDS) - closed))
        .isLessThan(Duration.ofMillis(500));
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isWaiting(thread) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(isWaiting(thread)).as("waits: %s", List.of(thread.getStackTrace())).isTrue();
  }

  /** A thread that waits at its socket is runnable for Java. */
  private static boolean isWaiting(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return thread.getState() == Thread.State.TIMED_WAITING
        || (stack.length > 0 && stack[0].getClassName().equals("sun.nio.ch.EPoll"));
  }

  @Test
  void an_interrupted_call_stops_and_keeps_the_flag() throws Exception {
    try (Device device = bench.open()) {
      Thread.currentThread().interrupt();
      fails(() -> chip(device).awaitChip(true, SLOW), Fault.CANCELLED, Effect.NONE);
      assertThat(Thread.interrupted()).isTrue();
      feeder(device).feed(LIMIT);
    }
  }

  @Test
  void a_printer_that_was_switched_off_and_on_is_opened_again() throws Exception {
    for (int i = 0; i < 10; i++) {
      try (Device device = bench.open()) {
        feeder(device).feed(LIMIT);
        Bench.exit(device).present(LIMIT);
        bench.port.unplug();
        fails(() -> feeder(device).feed(LIMIT), Fault.COMMUNICATION, Effect.NONE);
      }
      fails(() -> bench.open(), Fault.COMMUNICATION, Effect.NONE);
      bench.port.replug();
    }
    assertThat(bench.tray.presented()).hasSize(10);
  }
}
