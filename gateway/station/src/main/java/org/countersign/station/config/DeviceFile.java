package org.countersign.station.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.settings.DriverSettings;
import org.countersign.host.settings.Notation;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;

/**
 * Reads {@code devices.d/<device-id>.toml}: common keys, and the driver's own as it declares them.
 */
final class DeviceFile {

  /**
   * Letters, digits and a few signs, so that an id is a topic level, a metric label, a thread name.
   */
  static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private final Section section;
  private final Path folder;

  private DeviceFile(Section section, Path folder) {
    this.section = section;
    this.folder = folder;
  }

  static Optional<DeviceConfig> read(
      Path file, Path folder, KnownDrivers drivers, Problems problems) {
    String fileName = String.valueOf(file.getFileName());
    String id = fileName.substring(0, fileName.length() - ".toml".length());
    String name = "devices.d/" + fileName;
    if (!ID.matcher(id).matches()) {
      problems.add(
          name, "the file's name is the device's id: 1 to 32 of A-Z a-z 0-9 . _ - before .toml");
      return Optional.empty();
    }
    return TomlFile.read(file, name, folder, problems)
        .flatMap(section -> new DeviceFile(section, folder).read(id, drivers));
  }

  private Optional<DeviceConfig> read(String id, KnownDrivers drivers) {
    boolean named = section.has("driver");
    String driver = section.text("driver", "");
    Set<String> profiles = new HashSet<>(section.texts("profiles"));
    Optional<DriverDescriptor> descriptor = drivers.descriptor(driver);
    Optional<Isolation> isolation = isolation();
    if (descriptor.isEmpty() && drivers.refusal(driver).isPresent() && section.good()) {
      // Its keys are not known, so they are checked when the driver is taken again.
      return Optional.of(new DeviceConfig(id, driver, isolation, profiles, Map.of()));
    }
    if (descriptor.isEmpty()) {
      if (named && section.good()) {
        section.problem(
            "driver", "there is no driver " + driver + "; " + NearName.hint(driver, drivers.ids()));
      }
      return Optional.empty();
    }
    Map<String, String> settings = settings(section, descriptor.get().configKeys(), folder);
    section.end();
    return section.good()
        ? Optional.of(new DeviceConfig(id, driver, isolation, profiles, settings))
        : Optional.empty();
  }

  private Optional<Isolation> isolation() {
    Optional<String> written = section.optionalText("isolation");
    Optional<Isolation> isolation = written.flatMap(Isolation::of);
    if (written.isPresent() && isolation.isEmpty()) {
      section.problem(
          "isolation",
          "must be "
              + Isolation.FORM
              + "; "
              + NearName.hint(written.get(), List.of("loader", "process")));
    }
    return isolation;
  }

  /** A driver's own keys, as it declares them. */
  static Map<String, String> settings(Section section, List<ConfigKey> keys, Path folder) {
    Map<String, Object> written = new HashMap<>();
    for (ConfigKey key : keys) {
      Object value = section.raw(key.name());
      if (value != null) {
        written.put(key.name(), value);
      }
    }
    DriverSettings settings = DriverSettings.check(keys, written, Notation.TOML, folder);
    settings.problems().forEach(problem -> section.problem(problem.key(), problem.problem()));
    return settings.values();
  }
}
