package org.countersign.station.commands;

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
}
