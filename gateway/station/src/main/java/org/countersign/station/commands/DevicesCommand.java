package org.countersign.station.commands;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.countersign.driver.StorageUnit;
import org.countersign.station.client.StationClient;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.Stock;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists devices and the stock. */
@Command(
    name = "devices",
    description = {
      "Lists the station's devices, what they hold and what stops them.",
      "--discover instead says what is plugged in. It needs no running station, opens no port and"
          + " sends nothing to any."
    },
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  @Option(names = "--json", description = "One line of JSON a device.")
  private boolean json;

  @Option(
      names = "--discover",
      description = "What is plugged in, what would drive it, and what is unknown.")
  private boolean discover;

  @Option(
      names = "--write",
      description =
          "With --discover: writes devices.d/ID.toml for each device that one driver names.")
  private boolean write;

  @Option(
      names = "--accept",
      paramLabel = "ID",
      description =
          "Takes the device that is plugged in now as device ID, when the station holds it out of"
              + " service because another was there before.")
  private Optional<String> accept = Optional.empty();

  DevicesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (write && !discover) {
      throw new CommandFailure(ExitCode.USAGE, "--write goes with --discover");
    }
    if (discover) {
      return new DiscoveryReport(terminal, json)
          .run(station.folder(), DriverCatalogue.ofInstallation(), SerialPorts.ofMachine(), write);
    }
    try (StationClient client = station.client()) {
      if (accept.isPresent()) {
        client.accept(accept.get());
        terminal.line(
            "accepted: " + accept.get() + " is opened again with the device that is there");
        return ExitCode.OK;
      }
      List<DeviceStatus> devices = client.devices();
      if (json) {
        devices.forEach(device -> terminal.line(CommandJson.line(device)));
      } else {
        table(devices).print(terminal);
        stock(client.stock());
        GrantWords.lines(client.grant()).forEach(terminal::line);
      }
      return ExitCode.OK;
    }
  }

  private static Table table(List<DeviceStatus> devices) {
    Table table =
        Table.of(
            Column.left("DEVICE"),
            Column.left("STATE"),
            Column.left("CHIP"),
            Column.left("JOB"),
            Column.left("UNITS"),
            Column.left("DRIVER"),
            Column.left("MODEL"),
            Column.left("RECOVERY"),
            Column.left("DETAIL"));
    for (DeviceStatus device : devices) {
      table.row(
          Cell.of(device.id()),
          new Cell(device.state().word(), style(device.state())),
          Cell.of(device.chip().word()),
          Cell.of(device.job().orElse("-")),
          Cell.of(
              device.units().stream().map(DevicesCommand::unit).collect(Collectors.joining(" "))),
          Cell.of(device.driver()),
          Cell.of(device.model()),
          Cell.of(device.recovery().map(r -> r.rung() + " " + r.attempt()).orElse("")),
          Cell.of(device.detail()));
    }
    return table;
  }

  private static Style style(DeviceState state) {
    return switch (state) {
      case ONLINE, DEVICE_BUSY -> Style.GOOD;
      case STARTING -> Style.WARNING;
      case OFFLINE, NO_DEVICE, HARDWARE_ERROR, USER_ERROR, POTENTIAL_FRAUD, STUCK -> Style.BAD;
    };
  }

  private static String unit(StorageUnit unit) {
    return unit.id() + "=" + unit.count();
  }

  private void stock(Stock stock) {
    terminal.line("");
    terminal.line(
        "blanks "
            + stock.blank()
            + ", in process "
            + stock.inProcess()
            + ", in doubt "
            + stock.inDoubt()
            + ", issued "
            + stock.issued()
            + ", spoiled "
            + stock.spoiled()
            + ", quarantined "
            + stock.quarantined());
  }
}
