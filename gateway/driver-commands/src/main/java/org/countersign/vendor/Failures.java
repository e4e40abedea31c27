package org.countersign.vendor;

import java.io.IOException;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;

/** Ends commands in the same words. */
final class Failures {

  private Failures() {}

  /** A bundle is not taken; every problem has a line. */
  static CommandFailure refused(String doing, BundleRefused why) {
    StringBuilder text = new StringBuilder(doing).append(" is refused:");
    why.problems().forEach(problem -> text.append("\n  ").append(problem));
    return new CommandFailure(ExitCode.FAILED, text.toString(), why);
  }

  /** A file cannot be read or written. */
  static CommandFailure unusable(String doing, IOException why) {
    return new CommandFailure(
        ExitCode.USAGE,
        doing + " failed: " + why.getClass().getSimpleName() + ": " + why.getMessage(),
        why);
  }
}
