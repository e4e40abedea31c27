package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.Bundle.Trust;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.BundleSignatures;
import org.countersign.station.app.InstalledDrivers;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import org.countersign.toml.TomlFile;

/**
 * What a station's configuration says of drivers. Other faults of the configuration do not matter
 * here.
 *
 * @param config folder of {@code station.toml}
 * @param settings its section {@code [drivers]}
 * @param signatures who may sign
 */
record StationDrivers(Path config, StationConfig.Drivers settings, BundleSignatures signatures) {

  private static final String SECTION = "drivers";

  /** Reads it, as the station does. */
  static StationDrivers read(Path config) throws CommandFailure {
    Problems problems = new Problems();
    AtomicReference<StationConfig.Drivers> settings = new AtomicReference<>();
    if (!Files.isRegularFile(config.resolve(ConfigReader.MAIN_FILE))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no " + ConfigReader.MAIN_FILE + " in " + config + "; name it by --config DIR");
    }
    var _ =
        ConfigReader.read(
            config,
            drivers -> {
              settings.set(drivers);
              return DriverCatalogue.ofInstallation();
            },
            problems);
    StationConfig.Drivers drivers =
        Objects.requireNonNull(settings.get(), "the reader asks for the drivers");
    BundleSignatures signatures =
        InstalledDrivers.signatures(drivers.trust(), Clock.systemUTC(), problems);
    requireGood(config, problems);
    return new StationDrivers(config, drivers, signatures);
  }

  private static void requireGood(Path config, Problems problems) throws CommandFailure {
    List<ConfigProblem> ours =
        problems.all().stream()
            .filter(p -> p.file().equals(ConfigReader.MAIN_FILE))
            .filter(p -> p.key().isEmpty() || p.key().startsWith(SECTION))
            .toList();
    if (!ours.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the configuration in "
              + config
              + " cannot be used:\n  "
              + ours.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n  ")));
    }
  }

  /** Reads an installed bundle, or one to be installed, as the station would. */
  Bundle judge(Path folder) throws BundleRefused, IOException {
    Trust trust = settings.allowUnsigned() ? Trust.UNSIGNED_TOO : Trust.SIGNATURE;
    return Bundle.read(folder, trust, signatures);
  }

  /** Everything that the station would load. */
  DriverCatalogue catalogue() {
    return InstalledDrivers.of(
        DriverCatalogue.ofInstallation(), settings, Clock.systemUTC(), new Problems());
  }

  /** Where a driver is, or would be, installed. */
  Path place(String id) {
    return settings.folder().resolve(id);
  }

  /** The devices whose file names a driver. */
  List<String> devicesOf(String id) throws IOException {
    List<String> devices = new ArrayList<>();
    Path folder = config.resolve("devices.d");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".toml")).sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          TomlFile.read(file, name, folder, new Problems())
              .filter(device -> id.equals(device.raw("driver")))
              .ifPresent(device -> devices.add(name.substring(0, name.length() - 5)));
        }
      }
    }
    return devices;
  }
}
