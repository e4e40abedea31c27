package org.countersign.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that a test talks to for real. A missing one aborts the test with its name; where the
 * environment says {@code CI=true} it fails the test, so that nothing is skipped unseen.
 */
public final class RealPart {

  private static final List<String> PLACES =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin");

  private RealPart() {}

  /**
   * The program's path.
   *
   * @param program file name, for example {@code mosquitto}
   * @param debianPackage package that brings it
   */
  public static Path require(String program, String debianPackage) {
    Optional<Path> found =
        PLACES.stream().map(p -> Path.of(p, program)).filter(Files::isExecutable).findFirst();
    return found.orElseGet(() -> missing(program, debianPackage));
  }

  /** The first of the files that exists, for libraries whose folder differs by machine. */
  public static Path requireFile(String debianPackage, Path... candidates) {
    return Stream.of(candidates)
        .filter(Files::exists)
        .findFirst()
        .orElseGet(() -> missing(candidates[0].toString(), debianPackage));
  }

  /** A private pcscd with virtual readers, and OpenSC beside it. */
  public static void requirePcscd() {
    require("opensc-tool", "opensc");
    PrivatePcscd.obstacle().ifPresent(RealPart::absent);
  }

  private static Path missing(String what, String debianPackage) {
    return absent(what + " is missing: apt-get install " + debianPackage);
  }

  /** Says that a real part is missing: skips the test, and fails it in CI. */
  public static Path absent(String message) {
    if ("true".equals(System.getenv("CI"))) {
      return Assertions.fail(message);
    }
    Assumptions.abort(message);
    throw new AssertionError("unreachable: abort throws");
  }
}
