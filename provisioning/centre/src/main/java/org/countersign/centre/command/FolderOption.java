package org.countersign.centre.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.config.CentreConfigReader;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import picocli.CommandLine.Option;

/** Which centre a command is about. */
final class FolderOption {

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "countersign-centre",
      description = "Folder of centre.toml and of what the centre keeps; ${DEFAULT-VALUE}.")
  Path folder = Path.of("countersign-centre");

  /** What a pilot needs, written where there is nothing yet. */
  private static final String PILOT =
      """
      # A centre for a pilot on one machine. What can stand here: provisioning/docs/centre.md

      [centre]
      id = "centre"               # stations name it: primary-host = "centre"

      [broker]
      own = "127.0.0.1:1883"      # a mosquitto that the centre starts; or address = "ssl://host"

      [page]
      listen = "127.0.0.1:8450"   # other addresses need certificate and key
      """;

  private Path file() {
    return folder.resolve(CentreConfigReader.FILE);
  }

  /** Writes a pilot's configuration if there is none; whether it did. */
  boolean prepare() throws Refused {
    if (Files.exists(file())) {
      return false;
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(file(), PILOT);
      return true;
    } catch (IOException e) {
      throw new Refused("Write " + file() + ": " + e.getMessage());
    }
  }

  /**
   * The configuration.
   *
   * @throws Refused naming every problem by file, line and key
   */
  CentreConfig read() throws Refused {
    Problems problems = new Problems();
    Optional<CentreConfig> config = CentreConfigReader.read(folder, problems);
    if (config.isEmpty() || problems.count() > 0) {
      throw new Refused(
          problems.count()
              + " problem(s) in the configuration:\n"
              + problems.all().stream()
                  .map(ConfigProblem::toString)
                  .collect(Collectors.joining("\n")));
    }
    return config.get();
  }
}
