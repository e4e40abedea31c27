package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ConfigOption;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign driver remove}: takes an installed driver away. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Removes a driver that was installed for a station; those that came with the gateway stay.",
      "One that a device's file names is not removed."
    })
final class RemoveCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "ID", description = "The driver's id, as driver list shows it.")
  private String id = "";

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--force", description = "Removes it though devices name it.")
  private boolean force;

  RemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    StationDrivers station = StationDrivers.read(config.folder());
    Path place = place(station);
    try {
      List<String> devices = station.devicesOf(id);
      if (!devices.isEmpty() && !force) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "driver %s is in use by %s; change devices.d first, or give --force"
                .formatted(id, String.join(", ", devices)));
      }
      // Out of the station's sight at once, whatever happens while it is deleted.
      Path gone = Files.createTempDirectory(place.resolve("../..").normalize(), ".driver-");
      Files.move(place, gone.resolve(id), StandardCopyOption.ATOMIC_MOVE);
      BundleFolder.delete(gone);
    } catch (IOException e) {
      throw Failures.unusable("removing " + place, e);
    }
    terminal.line(id + " is removed. Restart the station: systemctl restart countersign");
    return ExitCode.OK;
  }

  private Path place(StationDrivers station) throws CommandFailure {
    Path folder = station.settings().folder().toAbsolutePath();
    if (!id.matches("[a-z0-9-]{1,32}") || !Files.isDirectory(folder.resolve(id))) {
      throw new CommandFailure(
          ExitCode.USAGE, "no driver '" + id + "' is installed in " + folder + "; see driver list");
    }
    return folder.resolve(id);
  }
}
