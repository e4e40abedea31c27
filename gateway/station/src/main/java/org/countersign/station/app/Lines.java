package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.host.bundle.Isolation;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.toml.Problems;

/** Which device is on which line, and who is on it too. */
record Lines(List<DeviceConfig> devices, DriverCatalogue drivers) {

  /** The line of a device as its file names it; empty if its driver has none. */
  Optional<String> of(DeviceConfig device) {
    return key(device).map(key -> device.settings().get(key.name()));
  }

  private Optional<ConfigKey> key(DeviceConfig device) {
    return drivers.descriptor(device.driver()).stream()
        .flatMap(driver -> driver.configKeys().stream())
        .filter(key -> key.type() == ConfigKey.Type.LINK)
        .filter(key -> device.settings().containsKey(key.name()))
        .findFirst();
  }

  /** Another device of the same driver on the same line. */
  Optional<DeviceConfig> other(DeviceConfig device) {
    Optional<String> line = of(device).map(Lines::port);
    return devices.stream()
        .filter(other -> line.isPresent() && !other.id().equals(device.id()))
        .filter(other -> other.driver().equals(device.driver()))
        .filter(other -> of(other).map(Lines::port).equals(line))
        .findFirst();
  }

  /** One serial port may have several names. */
  private static String port(String line) {
    try {
      Path path = Path.of(line);
      return path.isAbsolute() && Files.exists(path) ? path.toRealPath().toString() : line;
    } catch (IOException | IllegalArgumentException e) {
      return line;
    }
  }

  /** Names every device that shares its line and cannot: each process holds a line for itself. */
  void check(Problems problems) {
    for (DeviceConfig device : devices) {
      Optional<DeviceConfig> other = other(device);
      boolean process =
          drivers
              .isolation(device.driver(), device.isolation())
              .filter(Isolation.PROCESS::equals)
              .isPresent();
      if (process && other.isPresent()) {
        problems.at(
            "devices.d/" + device.id() + ".toml",
            device.isolation().isPresent() ? "isolation" : key(device).orElseThrow().name(),
            "the driver runs in a process of its own, which would hold the line "
                + of(device).orElseThrow()
                + " for itself, but device "
                + other.get().id()
                + " is on it too: write isolation = \"loader\" for both, or give each a line of its"
                + " own");
      }
    }
  }
}
