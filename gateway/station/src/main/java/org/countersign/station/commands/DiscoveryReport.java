package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.countersign.station.app.InstalledDrivers;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.discovery.Discovery;
import org.countersign.station.discovery.Finding;
import org.countersign.station.discovery.Finding.Kind;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.Problems;

/** Tells a technician what is plugged in. */
final class DiscoveryReport {

  private final Terminal terminal;
  private final boolean json;
  private DriverCatalogue drivers = DriverCatalogue.load(Optional.empty());

  DiscoveryReport(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /**
   * Looks and tells.
   *
   * @param folder of the configuration; what is wrong with it is told and keeps nothing from being
   *     found
   * @param write whether files of devices are written
   * @return {@link ExitCode#FAILED} if something is plugged in that cannot be a device of the
   *     station by itself; a driver that could not be asked, for want of pcscd perhaps, is told
   *     only
   */
  int run(Path folder, DriverCatalogue shipped, SerialPorts ports, boolean write)
      throws CommandFailure {
    drivers = shipped;
    Optional<StationConfig> config = config(folder);
    if (config.isEmpty() && write) {
      throw new CommandFailure(
          ExitCode.USAGE, "nothing is written: mend the configuration " + folder + " first");
    }
    Discovery.Result result =
        new Discovery(
                ports,
                drivers.rules(),
                drivers.loaded(),
                config.map(StationConfig::devices).orElse(List.of()))
            .look();
    result.findings().forEach(this::tell);
    result.problems().forEach(terminal::error);
    if (result.findings().isEmpty() && !json) {
      terminal.line("nothing is plugged in that a driver or the kernel knows of");
    }
    if (write) {
      for (Finding finding : result.findings()) {
        if (finding.file().isPresent()) {
          write(folder, finding.file().get());
        }
      }
    }
    boolean clear =
        result.findings().stream()
            .noneMatch(f -> f.kind() == Kind.UNKNOWN || f.kind() == Kind.AMBIGUOUS);
    return clear ? ExitCode.OK : ExitCode.FAILED;
  }

  private Optional<StationConfig> config(Path folder) {
    Problems problems = new Problems();
    Optional<StationConfig> read =
        ConfigReader.read(
            folder,
            wanted -> {
              drivers = InstalledDrivers.of(drivers, wanted, Clock.systemUTC(), problems);
              return drivers;
            },
            problems);
    if (read.isEmpty() || problems.count() > 0) {
      terminal.error(
          "the configuration "
              + folder
              + " cannot be used, so devices of the station are not recognised; 'countersign check"
              + " --config "
              + folder
              + "' tells why");
      return Optional.empty();
    }
    return read;
  }

  private void tell(Finding finding) {
    if (json) {
      ObjectNode node =
          CommandJson.object().put("what", finding.what()).put("kind", word(finding.kind()));
      finding.advice().forEach(node.withArray("advice")::add);
      finding
          .file()
          .ifPresent(file ->
              node.putObject("file")
                  .put("name", file.name())
                  .put("text", file.text())
                  .put("complete", file.complete()));
      terminal.line(CommandJson.line(node));
      return;
    }
    Style style =
        switch (finding.kind()) {
          case CONFIGURED -> Style.GOOD;
          case DRIVABLE -> Style.WARNING;
          case AMBIGUOUS, UNKNOWN -> Style.BAD;
        };
    terminal.line(terminal.styled(style, word(finding.kind())) + ": " + finding.what());
    finding.advice().forEach(line -> terminal.line("  " + line));
    finding
        .file()
        .ifPresent(file -> {
          terminal.line("  " + file.name() + " (--write writes it):");
          file.text().lines().forEach(line -> terminal.line("    " + line));
        });
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case CONFIGURED -> "configured";
      case DRIVABLE -> "new";
      case AMBIGUOUS -> "ambiguous";
      case UNKNOWN -> "unknown";
    };
  }

  private void write(Path folder, Finding.File file) throws CommandFailure {
    if (!file.complete()) {
      terminal.error(
          file.name() + " is not written: fill in what is required and write it yourself");
      return;
    }
    Path target = folder.resolve(file.name());
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.writeString(target, file.text(), StandardOpenOption.CREATE_NEW);
      terminal.line("written: " + target + "; restart the station to use it");
    } catch (FileAlreadyExistsException e) {
      terminal.error(target + " is there already and was left as it is");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, target + " cannot be written: " + e.getMessage(), e);
    }
  }
}
