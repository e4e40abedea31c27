package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A vendor's afternoon with an installation and Maven: our modules come from the installation's
 * repository alone, for the local repository of these builds has all but them.
 */
@Timeout(400)
@Execution(ExecutionMode.CONCURRENT)
final class VendorIT {

  @TempDir Path folder;

  private Path localRepository() throws IOException {
    Path usual =
        Path.of(
            System.getProperty(
                "localRepository", System.getProperty("user.home") + "/.m2/repository"));
    Path ours = folder.resolve("m2");
    Files.createDirectories(ours.resolve("org"));
    link(usual, ours, "org");
    link(usual.resolve("org"), ours.resolve("org"), "countersign");
    return ours;
  }

  private static void link(Path from, Path to, String but) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> !f.endsWith(but)).toList()) {
        Files.createSymbolicLink(to.resolve(file.getFileName()), file);
      }
    }
  }

  private static String good(Command command) throws Exception {
    Command.Outcome outcome = command.run();
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    return outcome.out();
  }

  private Path project(Installation countersign, String transport) throws Exception {
    String name = "toy-" + transport;
    good(countersign.countersign("driver", "new", name, "--transport", transport).in(folder));
    Path project = folder.resolve(name);
    good(
        Command.of(
                RealPart.require("mvn", "maven").toString(),
                "-B",
                "-o",
                "-Daether.offline.protocols=file",
                "-Dmaven.repo.local=" + localRepository(),
                "package")
            .in(project));
    return project;
  }

  @ParameterizedTest
  @ValueSource(strings = {"serial", "pcsc", "native"})
  void a_new_project_builds_and_is_proven(String transport) throws Exception {
    try (Installation countersign = Installation.in("countersign")) {
      Path project = project(countersign, transport);
      String report =
          good(
              countersign.countersign("driver", "test", ".", "--junit-xml", "kit.xml").in(project));
      assertThat(report).contains(" 0 failed");
      assertThat(project.resolve("kit.xml")).content().contains("<testsuite");
    }
  }

  @Test
  void a_new_driver_is_signed_and_installed_and_issues_a_card() throws Exception {
    try (Installation countersign = Installation.in("countersign")) {
      Path project = project(countersign, "tcp");
      good(countersign.countersign("driver", "test", ".").in(project));
      Path station = folder.resolve("station");
      good(countersign.countersign("init", "--port", "0", station.toString()));
      keys(project, station);
      String bundle = project.resolve("target/toy-tcp-bundle").toString();
      good(
          countersign
              .countersign(
                  "driver",
                  "sign",
                  bundle,
                  "--signer",
                  "you.p12",
                  "--password-file",
                  "you.password")
              .in(project));
      good(countersign.countersign("driver", "install", bundle, "--config", station.toString()));
      assertThat(good(countersign.countersign("driver", "list", "--config", station.toString())))
          .contains("toy-tcp", "good");

      Command.Running toy = countersign.countersign("toy", "--config", station.toString()).start();
      try {
        String address = told(toy, "(tcp://127\\.0\\.0\\.1:\\d+)");
        // No other device, so that it is the new driver that makes the cards.
        Files.delete(station.resolve("devices.d/encoder-1.toml"));
        Files.delete(station.resolve("devices.d/encoder-2.toml"));
        Files.writeString(
            station.resolve("devices.d/toy.toml"),
            "driver = \"toy-tcp\"\nprofiles = [\"residence-permit\"]\naddress = \""
                + address
                + "\"\n");
        assertIssues(countersign, station);
      } finally {
        end(toy);
      }
    }
  }

  /** A key as the project's README makes one. */
  private static void keys(Path project, Path station) throws Exception {
    String readme = Files.readString(project.resolve("README.md"));
    int begin = readme.indexOf("openssl req");
    String script = readme.substring(begin, readme.indexOf("```", begin));
    RealPart.require("openssl", "openssl");
    good(Command.of("sh", "-ec", script).in(project));
    Path trust = Files.createDirectories(station.resolve("trust/drivers"));
    Files.copy(project.resolve("you.pem"), trust.resolve("you.pem"));
  }

  private static void assertIssues(Installation countersign, Path station) throws Exception {
    Path applications = countersign.home().resolve("examples/applications.jsonl");
    Path two = station.resolveSibling("two.jsonl");
    Files.write(two, Files.readAllLines(applications).subList(0, 2));
    Command.Running running =
        countersign.countersign("run", "--config", station.toString()).start();
    try {
      String url = told(running, "(http://127\\.0\\.0\\.1:\\d+)");
      String config = station.toString();
      String issued =
          good(countersign.countersign("issue", two.toString(), "--config", config, "--url", url));
      assertThat(issued).contains("2 of 2");
      assertThat(good(countersign.countersign("devices", "--config", config, "--url", url)))
          .containsPattern("\\btoy +online .*hopper=48 +toy-tcp +TOY-1");
    } finally {
      end(running);
    }
  }

  /** What a program says that runs on, as soon as it has said it. */
  private static String told(Command.Running running, String wanted) throws Exception {
    Pattern pattern = Pattern.compile(wanted);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 600; i++) {
      String log = Files.readString(running.out()) + Files.readString(running.err());
      Matcher matcher = pattern.matcher(log);
      if (matcher.find()) {
        return matcher.group(1);
      }
      assertThat(running.process().isAlive()).as(log).isTrue();
      assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never said: " + wanted);
  }

  private static void end(Command.Running running) throws Exception {
    running.process().destroy();
    running.outcome();
  }
}
