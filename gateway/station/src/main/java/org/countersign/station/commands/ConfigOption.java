package org.countersign.station.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which station a command is, or is about to be. */
public final class ConfigOption {

  @Option(
      names = "--config",
      paramLabel = "DIR",
      defaultValue = "${env:COUNTERSIGN_CONFIG:-/etc/countersign}",
      description = "The station's configuration (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("/etc/countersign");

  /** Folder of {@code station.toml}. */
  public Path folder() {
    return folder;
  }

  /** A path of {@code station.toml}, which is read for it alone. */
  Path configured(String key, String otherwise) throws CommandFailure {
    Path main = folder.resolve("station.toml");
    if (!Files.isRegularFile(main)) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no " + main + "; name the configuration with --config");
    }
    return folder.resolve(StationOptions.text(main, key, otherwise));
  }
}
