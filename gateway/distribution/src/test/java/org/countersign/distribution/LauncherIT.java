package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code bin/countersign} starts, with the cache where that is right and without it elsewhere. */
final class LauncherIT {

  @Test
  void an_installation_starts_with_the_cache_it_was_built_with() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Command.Outcome outcome = installation.telling().run();
      assertThat(Installation.usedCache(outcome)).as(outcome.err()).isTrue();
      assertThat(outcome.exitCode()).isZero();
    }
  }

  @Test
  void an_upgraded_jar_runs_and_the_old_cache_does_not() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      installation.upgrade();
      Command.Outcome outcome = installation.telling().run();
      assertThat(Installation.usedCache(outcome)).isFalse();
      assertThat(outcome.out()).startsWith("COUNTERSIGN ");

      assertThat(installation.warmUp().run().exitCode()).isZero();
      Command.Outcome warmedUp = installation.telling().run();
      assertThat(Installation.usedCache(warmedUp)).as(warmedUp.err()).isTrue();
      assertThat(warmedUp.out()).startsWith("COUNTERSIGN ");
      assertThat(installation.caches()).as("the old one is gone").hasSize(1);
    }
  }

  @Test
  void a_jar_with_another_time_or_one_more_jar_is_another_set_of_jars() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Path jar = firstJar(installation);
      Path copy = Files.copy(jar, jar.resolveSibling("next"));
      Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
      assertThat(Installation.usedCache(installation.telling().run())).isFalse();
    }
    try (Installation installation = Installation.in("countersign")) {
      Files.copy(firstJar(installation), installation.home().resolve("lib/one-more.jar"));
      assertThat(Installation.usedCache(installation.telling().run())).isFalse();
    }
  }

  @Test
  void the_service_says_that_it_starts_without_a_cache() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Files.delete(installation.onlyCache());
      Command.Outcome outcome = installation.countersign("run", "--config", "/nowhere").run();
      assertThat(outcome.err()).contains("No AOT cache for these jars").contains("bin/warm-up");
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void whatever_it_starts_dumps_no_core() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Path runtime = installation.beside().resolve("home/runtime/bin/java");
      Files.createDirectories(runtime.getParent());
      Files.writeString(runtime, "#!/bin/sh\ncat /proc/self/limits\n");
      assertThat(runtime.toFile().setExecutable(true)).isTrue();
      Command.Outcome outcome =
          Command.of(
                  "/bin/sh",
                  "-c",
                  "ulimit -S -c \"$(ulimit -H -c)\"; home=$1; . \"$2/java-options\"; java",
                  "sh",
                  installation.beside().resolve("home").toString(),
                  installation.home().toString())
              .run();
      assertThat(outcome.out()).containsPattern("Max core file size +0 ");
    }
  }

  /** Zeros in the middle, as a power cut leaves them: without a check the JVM dies of that. */
  @Test
  void a_damaged_cache_is_noticed_and_left_alone() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Path cache = installation.onlyCache();
      byte[] good = Files.readAllBytes(cache);
      byte[] damaged = good.clone();
      java.util.Arrays.fill(damaged, damaged.length / 4, damaged.length / 4 + 1_000_000, (byte) 0);
      for (byte[] content :
          List.of(damaged, java.util.Arrays.copyOf(good, good.length / 2), new byte[0])) {
        Installation.replace(cache, content);
        Command.Outcome outcome = installation.telling().run();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("countersign ");
        assertThat(Installation.usedCache(outcome)).isFalse();
      }
    }
  }

  @Test
  void a_cache_of_another_java_runtime_is_left_alone() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Path cache = installation.onlyCache();
      Path foreign = installation.beside().resolve("foreign.aot");
      Command.Outcome made =
          Command.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:+UseCompactObjectHeaders",
                  "-XX:AOTCacheOutput=" + foreign,
                  "-version")
              .run();
      assertThat(foreign).as(made.err()).exists();
      Files.move(foreign, cache, StandardCopyOption.REPLACE_EXISTING);

      Command.Outcome outcome = installation.telling().run();
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).startsWith("countersign ");
      assertThat(Installation.usedCache(outcome)).isFalse();
    }
  }

  @Test
  void what_is_wrong_with_a_cache_is_never_told_among_the_results() throws Exception {
    try (Installation installation = Installation.in("countersign")) {
      Installation.replace(installation.onlyCache(), new byte[100]);
      Command.Outcome outcome = installation.countersign("check", "--version").run();
      assertThat(outcome.out().lines()).hasSize(1);
      assertThat(outcome.err()).contains("AOT cache");
    }
  }

  @Test
  void it_starts_from_a_path_with_spaces_through_links_from_anywhere_without_an_environment()
      throws Exception {
    try (Installation installation = Installation.in("counter sign, €1")) {
      Path link =
          Files.createSymbolicLink(
              installation.beside().resolve("link"),
              installation.home().resolve("bin/countersign"));
      Path linkToLink =
          Files.createSymbolicLink(installation.beside().resolve("link to link"), Path.of("link"));
      Command.Outcome outcome =
          Command.of(
                  "/usr/bin/env",
                  "-i",
                  "_JAVA_OPTIONS=-Xlog:aot=info:stderr",
                  linkToLink.toString(),
                  "check",
                  "--version")
              .in(Path.of("/"))
              .run();
      assertThat(link).exists();
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).startsWith("countersign ");
      // The class path was another one when the cache was made; JDK 25 takes it if only the
      // beginning differs.
      assertThat(Installation.usedCache(outcome)).as(outcome.err()).isTrue();
    }
  }

  @Test
  void the_demo_is_among_the_commands_and_runs_from_a_path_with_spaces() throws Exception {
    try (Installation installation = Installation.in("counter sign")) {
      assertThat(installation.countersign("--help").run().out())
          .contains("demo", "init", "run", "issue");
      Path station = installation.beside().resolve("a station");
      Command.Outcome outcome = installation.countersign("init", station.toString()).run();
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      Command.Outcome check =
          installation.countersign("check", "--config", station.toString()).run();
      assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    }
  }

  private static Path firstJar(Installation installation) throws IOException {
    try (Stream<Path> jars = Files.list(installation.home().resolve("lib"))) {
      return jars.sorted().findFirst().orElseThrow();
    }
  }
}
