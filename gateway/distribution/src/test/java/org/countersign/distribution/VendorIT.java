package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.countersign.tck.toy.ToyDevice;
import org.countersign.tck.toy.ToyServer;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A vendor's afternoon with an installation and Maven: our modules come from the installation's
 * repository alone, for the local repository of these builds has all but them.
 */
@Timeout(400)
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
  void a_new_driver_is_signed_and_installed_and_a_station_uses_it() throws Exception {
    try (Installation countersign = Installation.in("countersign");
        ToyServer toy = new ToyServer(new ToyDevice("T000042"))) {
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
      Files.writeString(
          station.resolve("devices.d/toy.toml"),
          "driver = \"toy-tcp\"\nprofiles = [\"residence-permit\"]\naddress = \""
              + toy.address()
              + "\"\n");
      assertThat(good(countersign.countersign("driver", "list", "--config", station.toString())))
          .contains("toy-tcp", "good");

      assertUsed(countersign, station);
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

  private static void assertUsed(Installation countersign, Path station) throws Exception {
    Command.Running running =
        countersign.countersign("run", "--config", station.toString()).start();
    try {
      CountDownLatch never = new CountDownLatch(1);
      String seen = "";
      for (int i = 0; i < 60 && !seen.matches("(?s).*\\btoy\\b[^\\n]*online.*"); i++) {
        assertThat(running.process().isAlive()).as(Files.readString(running.err())).isTrue();
        assertThat(never.await(500, TimeUnit.MILLISECONDS)).isFalse();
        String log = Files.readString(running.out()) + Files.readString(running.err());
        seen =
            log.lines()
                .filter(l -> l.contains("http://127.0.0.1:"))
                .map(l -> l.replaceFirst(".*(http://127\\.0\\.0\\.1:\\d+).*", "$1"))
                .findFirst()
                .map(url -> devices(countersign, station, url))
                .orElse(log);
      }
      assertThat(seen).containsPattern("\\btoy\\b[^\\n]*online");
    } finally {
      running.process().destroy();
      running.outcome();
    }
  }

  private static String devices(Installation countersign, Path station, String url) {
    try {
      return countersign
          .countersign("devices", "--config", station.toString(), "--url", url)
          .run()
          .out();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
