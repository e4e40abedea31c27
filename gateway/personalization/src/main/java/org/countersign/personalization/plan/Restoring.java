package org.countersign.personalization.plan;

import java.util.List;
import java.util.Optional;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.profile.ResumeWay;
import org.countersign.personalization.profile.ResumeWay.Part;
import org.countersign.personalization.profile.Step;

/**
 * Compares what a half-written card holds with what it must hold, part by part in the profile's
 * order, and writes again only what differs, whole: a write that was begun may have reached any of
 * its bytes.
 */
final class Restoring {

  private static final int NOT_FOUND = 0x6A82;

  private final StepRunner runner;
  private final ResumeWay way;

  /** The last file that was equal, until one that differs comes. */
  private Optional<Part> lastEqual = Optional.empty();

  Restoring(StepRunner runner, ResumeWay way) {
    this.runner = runner;
    this.way = way;
  }

  void run() throws DeviceException, StepFailure, FieldFailure {
    lastEqual = Optional.empty();
    boolean differed = false;
    for (Part part : way.restore()) {
      Optional<String> file = part.file();
      if (file.isEmpty()) {
        find(part);
      } else if (runner.wants(file.get())) {
        Optional<Boolean> equal = runner.holds(file.get(), part.content());
        if (equal.orElse(false)) {
          lastEqual = differed ? lastEqual : Optional.of(part);
          continue;
        }
        if (!differed) {
          rewriteLastEqual();
          differed = true;
        }
        if (equal.isEmpty()) {
          runner.run(part.create());
        }
        runner.run(part.write());
      }
    }
    if (!differed) {
      rewriteLastEqual();
    }
  }

  /** Its bytes are right, but the cut may have come before the card's mark that it is whole. */
  private void rewriteLastEqual() throws DeviceException, StepFailure, FieldFailure {
    if (way.rewriteLast() && lastEqual.isPresent()) {
      runner.run(lastEqual.get().write());
    }
  }

  private void find(Part part) throws DeviceException, StepFailure, FieldFailure {
    try {
      runner.run(part.find());
    } catch (StepFailure e) {
      if (e.statusWord().isEmpty() || e.statusWord().get().value() != NOT_FOUND) {
        throw e;
      }
      runner.run(part.create());
    }
  }

  /** Every command that it can come to, for a trial. */
  static void tryOut(StepRunner runner, ResumeWay way)
      throws DeviceException, StepFailure, FieldFailure {
    for (Part part : way.restore()) {
      for (List<Step> steps : List.of(part.find(), part.create(), part.write())) {
        runner.run(steps);
      }
    }
  }
}
