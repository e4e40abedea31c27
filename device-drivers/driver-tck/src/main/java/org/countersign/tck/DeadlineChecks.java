package org.countersign.tck;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.tck.card.KitCommand;
import org.junit.jupiter.api.Test;

/** Limits, interrupts and closing, while the chip takes its time. */
abstract class DeadlineChecks extends Checks {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int SLOW_HUNDREDTHS = 300;
  private static final EnumSet<Effect> MAYBE = EnumSet.of(Effect.NONE, Effect.UNKNOWN);

  DeadlineChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void waitsForAChipAsLongAsItWasTold() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = new Chip(session);
      boolean there = chip.isThere(true, Duration.ZERO);
      long start = System.nanoTime();
      boolean reached = chip.isThere(!there, SHORT);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      Proof.holds(!reached, "awaitChip for what does not come", false, true);
      Proof.holds(
          took.compareTo(SHORT.minusMillis(50)) >= 0,
          "time that awaitChip waited",
          "about " + SHORT.toMillis() + " ms",
          took.toMillis() + " ms");
    }
  }

  private Slow slow() throws Exception {
    var slowly = rig().bench.slowSettings();
    if (slowly.isEmpty()) {
      Chip chip = rig().open().chip();
      return new Slow(chip, KitCommand.waiting(SLOW_HUNDREDTHS).bytes(), true);
    }
    Chip chip = new Chip(rig().open(slowly.get())).put();
    chip.powered();
    return new Slow(chip, KitCommand.select().bytes(), false);
  }

  private record Slow(Chip chip, byte[] command, boolean isSlowAlone) implements AutoCloseable {

    FutureTask<byte[]> start(Duration limit) {
      FutureTask<byte[]> task =
          chip.session.start(device -> chip.contact.transceive(command, limit));
      // Long enough for the command to be on its way; whichever it is, the answer must be right.
      becomes(Duration.ofMillis(150), task::isDone);
      return task;
    }

    @Override
    public void close() throws Exception {
      chip.session.close();
      if (isSlowAlone) {
        // The device may still be busy with the command that was given up.
        chip.session.rig.recovers("a command was given up");
      }
    }
  }

  @Test
  void givesUpACommandWhenItsLimitHasPassed() throws Exception {
    try (Slow slow = slow()) {
      DeviceException late =
          slow.chip.session.failure(
              "a command that takes longer than its limit",
              SHORT,
              d -> slow.chip.contact.transceive(slow.command, SHORT));
      Proof.failure(
          "a command that takes longer than its limit", late, Fault.TIMEOUT, Effect.UNKNOWN);
    }
  }

  @Test
  void givesUpACommandWhenItIsInterrupted() throws Exception {
    try (Slow slow = slow()) {
      FutureTask<byte[]> sent = slow.start(LONG);
      slow.chip.session.thread.interrupt();
      cancelled("a command that is interrupted", slow.chip.session, sent, MAYBE);
    }
  }

  @Test
  void givesUpACommandWhenTheDeviceIsClosed() throws Exception {
    try (Slow slow = slow()) {
      FutureTask<byte[]> sent = slow.start(LONG);
      slow.chip.session.closeDevice();
      cancelled("a command when the device is closed", slow.chip.session, sent, MAYBE);
    }
  }

  @Test
  void givesUpWaitingForAChipWhenItIsInterrupted() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = new Chip(session);
      boolean there = chip.isThere(true, Duration.ZERO);
      FutureTask<Boolean> waiting = session.start(device -> chip.contact.awaitChip(!there, LONG));
      becomes(Duration.ofMillis(150), waiting::isDone);
      session.thread.interrupt();
      cancelled("awaitChip that is interrupted", session, waiting, EnumSet.of(Effect.NONE));
      chip.isThere(there, Chip.POWER);
    }
  }

  private static void cancelled(
      String what, Session session, FutureTask<?> call, EnumSet<Effect> effects) throws Exception {
    try {
      session.await(what, Rig.GRACE, call);
    } catch (DeviceException e) {
      Proof.failure(what, e, EnumSet.of(Fault.CANCELLED), effects);
      return;
    }
    throw Proof.failed(what, "CANCELLED", "an answer");
  }
}
