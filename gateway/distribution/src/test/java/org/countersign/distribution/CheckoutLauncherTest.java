package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When {@code gateway/countersign} builds. The checkout is a small one, and Maven's place is taken
 * by a script that counts its builds and makes a program that tells how it was called.
 */
final class CheckoutLauncherTest {

  private static final Path LAUNCHER = Path.of("..", "countersign").toAbsolutePath().normalize();
  private static final String MAKE_IMAGE =
      """
      #!/bin/sh
      echo "$*" >> builds
      mkdir -p gateway/distribution/target/countersign/bin
      printf '#!/bin/sh\\necho "in $(pwd): $*"\\n' > gateway/distribution/target/countersign/bin/countersign
      chmod +x gateway/distribution/target/countersign/bin/countersign
      """;

  @TempDir private Path folder;

  private Path checkout;
  private Path source;

  @BeforeEach
  void aFreshClone() throws IOException {
    checkout = folder.toRealPath().resolve("a check out");
    source = checkout.resolve("gateway/station/src/main/java/Some.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Some {}");
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.copy(LAUNCHER, checkout.resolve("gateway/countersign"));
    everythingIsOlderThanNow();
    maven(MAKE_IMAGE);
  }

  @Test
  void it_builds_once_and_then_only_runs() throws Exception {
    Command.Outcome first = launch("devices", "--json").run();
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).startsWith("Building Countersign");
    assertThat(first.out()).isEqualTo("in " + folder.toRealPath() + ": devices --json\n");
    Command.Outcome second = launch("devices").run();
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void it_builds_again_when_a_source_a_pom_or_an_example_has_changed() throws Exception {
    launch().run();
    int builds = 1;
    Path example = checkout.resolve("gateway/examples/people.jsonl");
    Files.createDirectories(example.getParent());
    for (Path changed : List.of(source, checkout.resolve("pom.xml"), example)) {
      Files.writeString(changed, "changed");
      launch().run();
      assertThat(builds()).as(changed.toString()).hasSize(++builds);
      everythingIsOlderThanNow();
    }
  }

  @Test
  void it_builds_again_when_a_source_was_taken_away() throws Exception {
    launch().run();
    Files.delete(source);
    launch().run();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void tests_and_what_the_build_made_are_no_reason_to_build() throws Exception {
    launch().run();
    Path test = checkout.resolve("gateway/station/src/test/java/SomeTest.java");
    Path made = checkout.resolve("gateway/station/target/generated/src/main/java/Made.java");
    for (Path file : List.of(test, made)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "class Other {}");
    }
    launch().run();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void a_source_that_changes_while_it_builds_is_built_the_next_time() throws Exception {
    maven(MAKE_IMAGE + "touch gateway/station/src/main/java/Some.java\n");
    launch().run();
    launch().run();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void two_at_once_build_once() throws Exception {
    Command.Running one = launch("one").start();
    Command.Running other = launch("other").start();
    assertThat(one.outcome().out()).endsWith("one\n");
    assertThat(other.outcome().out()).endsWith("other\n");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void it_is_found_through_a_link() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("cs"), checkout.resolve("gateway/countersign"));
    Command.Outcome outcome = withMaven(Command.of(link.toString(), "jobs")).in(Path.of("/")).run();
    assertThat(outcome.out()).isEqualTo("in /: jobs\n");
  }

  /** The words are those of maven-toolchains-plugin 3.3.0 on a machine that has JDK 17 alone. */
  @Test
  void without_a_jdk_25_it_says_what_to_install() throws Exception {
    maven(
        """
        #!/bin/sh
        echo '[ERROR] Failed to execute goal select-jdk-toolchain: Cannot find matching toolchain definitions for the following toolchain types:{version=[25,)}'
        exit 1
        """);
    Command.Outcome outcome = launch("demo").run();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("needs a JDK 25", "build.log").doesNotContain("[ERROR]");
  }

  @Test
  void a_build_that_fails_shows_why_and_is_tried_again() throws Exception {
    maven("#!/bin/sh\necho '[ERROR] Some.java:[1,1] not a statement'\nexit 1\n");
    Command.Outcome outcome = launch("demo").run();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("not a statement");
    assertThat(outcome.out()).isEmpty();
    maven(MAKE_IMAGE);
    assertThat(launch("demo").run().exitCode()).isZero();
  }

  @Test
  void without_maven_it_says_so() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "readlink", "find", "mkdir", "flock")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    Command.Outcome outcome =
        Command.of(checkout.resolve("gateway/countersign").toString())
            .with(Map.of("PATH", tools.toString()))
            .run();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("no mvn on the PATH", "apt-get install maven");
  }

  @Test
  void a_build_that_is_stopped_leaves_no_maven_behind() throws Exception {
    Path fifo = folder.resolve("began");
    assertThat(Command.of("mkfifo", fifo.toString()).run().exitCode()).isZero();
    maven("#!/bin/sh\nsleep 300 &\necho $! > '" + fifo + "'\nwait\n");
    Command.Running launched = launch("demo").start();
    long worker = Long.parseLong(Files.readString(fifo).strip());
    ProcessHandle sleeping = ProcessHandle.of(worker).orElseThrow();

    launched.process().destroy();
    Command.Outcome outcome = launched.outcome();
    assertThat(outcome.exitCode()).isEqualTo(143);
    assertThat(outcome.err()).contains("The build was stopped.");
    sleeping.onExit().get(10, TimeUnit.SECONDS);
  }

  private Command launch(String... arguments) throws IOException {
    return withMaven(
            new Command(
                java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                            checkout.resolve("gateway/countersign").toString()),
                        java.util.stream.Stream.of(arguments))
                    .toList()))
        .in(folder.toRealPath());
  }

  private Command withMaven(Command command) {
    return command.with(Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH")));
  }

  private void maven(String script) throws IOException {
    Path mvn = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(mvn, script, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** So that what a test then writes is newer, whatever the file system's resolution. */
  private void everythingIsOlderThanNow() throws IOException {
    Instant before = Instant.now().minusSeconds(10);
    try (var files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        boolean stamp = file.endsWith(".complete");
        Files.setLastModifiedTime(file, FileTime.from(stamp ? before.plusSeconds(5) : before));
      }
    }
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(checkout.resolve("builds"));
  }
}
