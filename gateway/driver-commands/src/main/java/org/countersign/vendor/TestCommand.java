package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.Manifest;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import org.countersign.tck.KitReport;
import org.countersign.tck.KitRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign driver test}: runs the conformance kit. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the conformance kit over a bundle, on the bench that its vendor supplies.",
      "Exit code 0 only if nothing failed. What the bench cannot show is told and does not fail."
    })
final class TestCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(
      paramLabel = "BUNDLE|FOLDER",
      description =
          "A bundle (folder or zip), or the folder of a Maven project that has been built.")
  private Path subject = Path.of("");

  @Option(
      names = "--bench",
      paramLabel = "PATH",
      description =
          "A jar, or a folder of classes, with the bench and what it needs; may be given again."
              + " A project's own tests are found without it.")
  private List<Path> benches = new ArrayList<>();

  @Option(names = "--junit-xml", paramLabel = "FILE", description = "Writes JUnit's XML too.")
  private Optional<Path> xml = Optional.empty();

  TestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    Path bundle = subject;
    List<Path> benchPath = new ArrayList<>(benches);
    try {
      if (Files.isRegularFile(subject.resolve("pom.xml"))) {
        bundle = builtBundle();
        benchPath.add(subject.resolve("target/test-classes"));
        benchPath.add(subject.resolve("target/classes"));
      }
      return run(bundle, benchPath);
    } catch (BundleRefused e) {
      throw Failures.refused(bundle.toString(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "testing " + bundle + ": " + e.getMessage(), e);
    }
  }

  private Path builtBundle() throws IOException, CommandFailure {
    Path target = subject.resolve("target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> folders = Files.list(target)) {
        List<Path> bundles =
            folders.filter(f -> Files.exists(f.resolve(Manifest.FILE)) && isBundle(f)).toList();
        if (bundles.size() == 1) {
          return bundles.get(0);
        }
      }
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "there is not exactly one bundle in " + target + "; build the project: mvn package");
  }

  private static boolean isBundle(Path folder) {
    return Files.isDirectory(folder.resolve("lib"));
  }

  private int run(Path bundle, List<Path> benchPath)
      throws IOException, BundleRefused, CommandFailure {
    for (Path path : benchPath) {
      if (!Files.exists(path)) {
        throw new CommandFailure(ExitCode.USAGE, "there is no " + path + " to take a bench from");
      }
    }
    Path scratch = Files.createTempDirectory("driver-test-");
    try {
      Path reports = Files.createDirectory(scratch.resolve("reports"));
      KitReport report =
          KitRun.run(bundle, benchPath, scratch.resolve("run"), xml.map(file -> reports));
      terminal.line(report.text().stripTrailing());
      if (xml.isPresent()) {
        keep(reports, xml.get());
      }
      return report.isPassed() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      BundleFolder.delete(scratch);
    }
  }

  private static void keep(Path reports, Path file) throws IOException {
    try (Stream<Path> written = Files.list(reports)) {
      Path report =
          written.findFirst().orElseThrow(() -> new IOException("the kit wrote no report"));
      Files.move(report, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
