package org.countersign.station.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.station.config.StationConfig.DeviceConfig;

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
    if (descriptor.isEmpty()) {
      if (named && section.good()) {
        section.problem(
            "driver", "there is no driver " + driver + "; " + NearName.hint(driver, drivers.ids()));
      }
      return Optional.empty();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (ConfigKey key : descriptor.get().configKeys()) {
      setting(key).ifPresent(value -> settings.put(key.name(), value));
    }
    section.end();
    return section.good()
        ? Optional.of(new DeviceConfig(id, driver, profiles, settings))
        : Optional.empty();
  }

  private Optional<String> setting(ConfigKey key) {
    Object value = section.raw(key.name());
    if (value == null) {
      if (key.required()) {
        section.problem(key.name(), "is missing: " + key.help());
        return Optional.empty();
      }
      return key.defaultValue().flatMap(text -> converted(key, text));
    }
    Optional<String> text = written(key, value);
    Optional<String> setting = text.flatMap(t -> converted(key, t));
    if (setting.isEmpty()) {
      section.problem(key.name(), "must be " + form(key.type()) + " (" + key.help() + ")");
    }
    return setting;
  }

  /** The text of a value that stands in the file with the right TOML type. */
  private static Optional<String> written(ConfigKey key, Object value) {
    boolean right =
        switch (key.type()) {
          case TEXT, DURATION, PATH, LINK -> value instanceof String;
          case INTEGER -> value instanceof Long;
          case BOOLEAN -> value instanceof Boolean;
        };
    return right ? Optional.of(value.toString()) : Optional.empty();
  }

  private Optional<String> converted(ConfigKey key, String text) {
    return switch (key.type()) {
      case TEXT -> Optional.of(text);
      case INTEGER -> text.matches("-?[0-9]{1,18}") ? Optional.of(text) : Optional.empty();
      case BOOLEAN -> text.matches("true|false") ? Optional.of(text) : Optional.empty();
      case DURATION -> Units.duration(text).map(d -> Long.toString(d.toNanos() / 1_000));
      case PATH -> Optional.of(folder.resolve(text).normalize().toString());
      case LINK -> LinkAddress.checked(text);
    };
  }

  private static String form(ConfigKey.Type type) {
    return switch (type) {
      case TEXT -> "a text in quotes";
      case INTEGER -> "a whole number without quotes";
      case BOOLEAN -> "true or false";
      case DURATION -> Units.DURATION_FORM;
      case PATH -> "a path in quotes";
      case LINK -> LinkAddress.FORM;
    };
  }
}
