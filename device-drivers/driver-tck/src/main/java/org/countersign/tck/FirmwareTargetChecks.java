package org.countersign.tck;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.FirmwareTarget.Abilities;
import org.countersign.driver.FirmwareTarget.Progress;
import org.countersign.driver.FirmwareTarget.Status;
import org.junit.jupiter.api.Test;

/** Firmware on its way into the device; nothing is activated here. */
abstract class FirmwareTargetChecks extends Checks {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  FirmwareTargetChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(FirmwareTarget.class);
  }

  @Test
  void saysWhatItCanTake() throws Exception {
    try (Session session = rig().open()) {
      FirmwareTarget target = session.require(FirmwareTarget.class);
      Abilities abilities = session.ask("abilities", Duration.ZERO, d -> target.abilities());
      Proof.holds(
          abilities.maxFragmentBytes() > 0,
          "maxFragmentBytes",
          "at least 1",
          abilities.maxFragmentBytes());
      Proof.same(
          "abilities() again",
          abilities,
          session.ask("abilities", Duration.ZERO, d -> target.abilities()));
    }
  }

  @Test
  void dropsNothingWhenNothingIsThere() throws Exception {
    try (Session session = rig().open()) {
      FirmwareTarget target = session.require(FirmwareTarget.class);
      session.order("abort without a transfer", LIMIT, d -> target.abort(LIMIT));
      session.order("abort again", LIMIT, d -> target.abort(LIMIT));
    }
  }

  @Test
  void takesAnImageTellsHowFarItIsAndDropsIt() throws Exception {
    try (Session session = rig().open()) {
      FirmwareTarget target = session.require(FirmwareTarget.class);
      byte[] image =
          rig()
              .bench
              .firmwareImage()
              .orElseThrow(() -> NotProven.bench("has no firmware image to spend"));
      session.order("begin", LIMIT, d -> target.begin(image.length, LIMIT));
      send(session, target, image);
      session.order("abort", LIMIT, d -> target.abort(LIMIT));
      Status dropped = session.ask("status", LIMIT, d -> target.status(LIMIT));
      Proof.same("progress after abort", Progress.IDLE, dropped.progress());
    }
  }

  private static void send(Session session, FirmwareTarget target, byte[] image) throws Exception {
    int most = session.ask("abilities", Duration.ZERO, d -> target.abilities()).maxFragmentBytes();
    long held = 0;
    while (held < image.length) {
      int from = (int) held;
      byte[] fragment = Arrays.copyOfRange(image, from, Math.min(image.length, from + most));
      Status status = session.ask("write", LIMIT, d -> target.write(from, fragment, LIMIT));
      Proof.same("heldBytes after write", held + fragment.length, status.heldBytes());
      held = status.heldBytes();
    }
    Status status = session.ask("status", LIMIT, d -> target.status(LIMIT));
    Proof.same("status when all was sent", new Status(Progress.RECEIVED, held), status);
  }

  @Test
  void takesNoFragmentOutOfPlace() throws Exception {
    try (Session session = rig().open()) {
      FirmwareTarget target = session.require(FirmwareTarget.class);
      if (rig().bench.firmwareImage().isEmpty()) {
        throw NotProven.bench("has no firmware image to spend");
      }
      session.order("begin", LIMIT, d -> target.begin(1000, LIMIT));
      DeviceException refused =
          session.failure(
              "write beyond what is held", LIMIT, d -> target.write(500, new byte[16], LIMIT));
      Proof.holds(
          !String.valueOf(refused.getMessage()).isBlank(),
          "write beyond what is held",
          "a message",
          "none");
      session.order("abort", LIMIT, d -> target.abort(LIMIT));
    }
  }
}
