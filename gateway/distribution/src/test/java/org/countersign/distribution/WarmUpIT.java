package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code bin/warm-up} makes a cache as a whole, or says why it cannot and changes nothing. */
final class WarmUpIT {

  @Test
  void two_at_once_leave_one_good_cache_and_nothing_else() throws Exception {
    try (Installation installation = Installation.in("counter sign")) {
      Files.delete(installation.onlyCache());
      Command.Running one = installation.warmUp().start();
      Command.Running other = installation.warmUp().start();
      // A start in between does without the cache, or takes the one that is finished.
      assertThat(installation.telling().run().exitCode()).isZero();
      assertThat(one.outcome().exitCode()).isZero();
      assertThat(other.outcome().exitCode()).isZero();
      assertThat(installation.caches()).hasSize(1);
      assertThat(Installation.usedCache(installation.telling().run())).isTrue();
    }
  }

  @Test
  void a_read_only_installation_starts_and_says_that_it_cannot_be_warmed_up() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Path cache = installation.onlyCache();
      Command.Outcome warmUp = readOnly(installation, "warm-up").run();
      assertThat(warmUp.exitCode()).isEqualTo(1);
      assertThat(warmUp.err()).contains("cannot write to", "aot");
      assertThat(installation.onlyCache()).isEqualTo(cache);
      Command.Outcome start = readOnly(installation, "countersign", "check", "--version").run();
      assertThat(start.exitCode()).as(start.err()).isZero();
    }
  }

  @Test
  void without_the_demo_it_keeps_the_cache_that_is_there() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Files.move(installation.home().resolve("demo"), installation.beside().resolve("demo"));
      Path cache = installation.onlyCache();
      Command.Outcome outcome = installation.warmUp().run();
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err()).contains("demo is missing");
      assertThat(installation.onlyCache()).isEqualTo(cache);
    }
  }

  /**
   * The program where the file system below the installation cannot be written, not even by root.
   */
  private static Command readOnly(Installation installation, String program, String... arguments)
      throws Exception {
    String unshare = RealPart.require("unshare", "util-linux").toString();
    String home = installation.home().toString();
    List<String> inNamespace =
        List.of(
            unshare,
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && cd / && exec \"$@\"",
            home);
    Assumptions.assumeTrue(
        new Command(
                    java.util.stream.Stream.concat(
                            inNamespace.stream(), java.util.stream.Stream.of("true"))
                        .toList())
                .run()
                .exitCode()
            == 0,
        "neither root nor user namespaces: no read-only file system can be made here");
    return new Command(
        java.util.stream.Stream.of(
                inNamespace.stream(),
                java.util.stream.Stream.of(home + "/bin/" + program),
                java.util.stream.Stream.of(arguments))
            .flatMap(s -> s)
            .toList());
  }
}
