package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.countersign.driver.DriverDescriptor;
import org.countersign.host.bundle.Bundle.Origin;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.Manifest;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ConfigOption;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign driver list}: what a station would load. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the drivers that came with the gateway and those installed for a station.",
      "Judges each as a start of the station would; exit code 1 if one is refused."
    })
final class ListCommand implements Callable<Integer> {

  private static final String UNKNOWN = "-";

  private final Terminal terminal;

  @Mixin private ConfigOption config = new ConfigOption();

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    StationDrivers station = StationDrivers.read(config.folder());
    DriverCatalogue catalogue = station.catalogue();
    Table table =
        Table.of(
            Column.left("DRIVER"),
            Column.left("VERSION"),
            Column.left("VENDOR"),
            Column.left("ISOLATION"),
            Column.left("SIGNED BY"),
            Column.left("STATE"));
    try {
      Optional<Path> shipped =
          Optional.ofNullable(System.getProperty("countersign.home"))
              .map(home -> Path.of(home, "drivers"));
      for (Path folder : shipped.isPresent() ? folders(shipped.get()) : List.<Path>of()) {
        table.row(row(folder, catalogue, "came with the gateway"));
      }
      for (Path folder : folders(station.settings().folder())) {
        table.row(row(folder, catalogue, signer(station, folder)));
      }
    } catch (IOException e) {
      throw Failures.unusable("listing the drivers", e);
    }
    table.print(terminal);
    catalogue.cautions().forEach(terminal::line);
    catalogue.problems().forEach(terminal::line);
    return catalogue.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String[] row(Path folder, DriverCatalogue catalogue, String signer) {
    String id = String.valueOf(folder.getFileName());
    Optional<Manifest> manifest = Manifest.read(folder, new Problems());
    Optional<DriverDescriptor> descriptor =
        manifest.map(Manifest::descriptor).or(() -> catalogue.descriptor(id));
    return new String[] {
      id,
      descriptor.map(DriverDescriptor::version).orElse(UNKNOWN),
      descriptor.map(DriverDescriptor::vendor).orElse(UNKNOWN),
      manifest.map(m -> m.isolation().name().toLowerCase(Locale.ROOT)).orElse("loader"),
      signer,
      state(folder, catalogue, id)
    };
  }

  private static String state(Path folder, DriverCatalogue catalogue, String id) {
    boolean faulty =
        catalogue.problems().stream().anyMatch(p -> p.startsWith("driver in " + folder + " is "));
    if (faulty) {
      return "refused";
    }
    return catalogue.caution(id).isEmpty() ? "good" : "developer mode";
  }

  private static String signer(StationDrivers station, Path folder) throws IOException {
    try {
      return switch (station.judge(folder).origin()) {
        case Origin.Signed signed -> signed.signer();
        case Origin.Unsigned unsigned -> "nobody";
        case Origin.Shipped shipped -> throw new IllegalStateException("judged as installed");
      };
    } catch (BundleRefused e) {
      return UNKNOWN;
    }
  }
}
