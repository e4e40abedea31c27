package org.countersign.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.link.Links;
import org.countersign.tck.card.KitCommand;
import org.countersign.tck.line.ReplayLinks;
import org.countersign.tck.line.Transcript;
import org.junit.jupiter.api.Test;

/** A session is written down and played back: the same calls make the same bytes. */
abstract class ReplayChecks extends Checks {

  private static final int FIRST_TAG = 0xF000;

  ReplayChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void makesTheSameBytesOfTheSameCalls() throws Exception {
    if (!rig().usesLines()) {
      throw NotProven.absent("the driver opens no line of the gateway's");
    }
    if (!rig().bench.isRepeatable()) {
      throw NotProven.bench("says that the line carries random numbers");
    }
    Transcript played = kept(recorded());
    ReplayLinks replay = new ReplayLinks(played);
    try {
      perform(replay);
    } catch (DeviceException | AssertionError e) {
      String why = replay.difference().orElseGet(() -> String.valueOf(e.getMessage()));
      throw Proof.failed("the session played back", "the same bytes", why);
    }
    Optional<String> difference = replay.difference();
    Proof.holds(
        difference.isEmpty(), "the session played back", "the same bytes", difference.orElse(""));
  }

  private Transcript recorded() throws Exception {
    Transcript transcript = new Transcript();
    try (Session session = rig().open()) {
      new Chip(session).put();
    }
    rig().links.record(transcript);
    try {
      perform(rig().links);
    } finally {
      rig().links.stopRecording();
    }
    Proof.holds(!transcript.isEmpty(), "the record of a session", "bytes", "none");
    return transcript;
  }

  /** Through a file, so that the form is proven too. */
  private static Transcript kept(Transcript transcript) throws Exception {
    Path file = Files.createTempFile("line", ".txt");
    try {
      transcript.write(file);
      return Transcript.read(file);
    } finally {
      Files.delete(file);
    }
  }

  private void perform(Links links) throws Exception {
    try (Session session = rig().open(rig().bench.settings(), links)) {
      session.ask("info()", Duration.ZERO, Device::info);
      Chip chip = session.chip();
      for (int i = 0; i < 5; i++) {
        chip.expect(KitCommand.echo(FIRST_TAG + i, KitCommand.pattern(10 * i + 1, i)));
      }
      session.order("powerOff", Chip.POWER, d -> chip.contact.powerOff(Chip.POWER));
    }
  }
}
