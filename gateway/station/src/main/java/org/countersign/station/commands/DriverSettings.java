package org.countersign.station.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.station.config.LinkAddress;
import org.countersign.station.config.NearName;
import org.countersign.station.config.Units;

/** Settings of a driver as they are given on the command line. */
final class DriverSettings {

  private DriverSettings() {}

  /**
   * Settings as a driver wants them.
   *
   * @throws CommandFailure naming every one that is wrong
   */
  static Map<String, String> of(DriverDescriptor driver, Map<String, String> given)
      throws CommandFailure {
    List<String> problems = new ArrayList<>();
    Map<String, String> settings = new HashMap<>();
    Map<String, String> rest = new HashMap<>(given);
    for (ConfigKey key : driver.configKeys()) {
      String text = rest.remove(key.name());
      Optional<String> written = Optional.ofNullable(text).or(key::defaultValue);
      if (written.isEmpty() && key.required()) {
        problems.add(key.name() + " is missing: " + key.help());
      }
      written.ifPresent(w ->
          converted(key, w)
              .ifPresentOrElse(
                  value -> settings.put(key.name(), value),
                  () -> problems.add(key.name() + " must be " + form(key.type()))));
    }
    List<String> known = driver.configKeys().stream().map(ConfigKey::name).toList();
    rest.keySet()
        .forEach(name -> problems.add(name + " is not known; " + NearName.hint(name, known)));
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "settings of driver " + driver.id() + ":\n  " + String.join("\n  ", problems));
    }
    return settings;
  }

  private static Optional<String> converted(ConfigKey key, String text) {
    return switch (key.type()) {
      case TEXT -> Optional.of(text);
      case INTEGER -> Optional.of(text).filter(t -> t.matches("-?[0-9]{1,18}"));
      case BOOLEAN -> Optional.of(text).filter(t -> t.matches("true|false"));
      case DURATION -> Units.duration(text).map(d -> Long.toString(d.toNanos() / 1_000));
      case PATH -> Optional.of(Path.of(text).toAbsolutePath().normalize().toString());
      case LINK -> LinkAddress.checked(text);
    };
  }

  private static String form(ConfigKey.Type type) {
    return switch (type) {
      case INTEGER -> "a whole number";
      case BOOLEAN -> "true or false";
      case DURATION -> Units.DURATION_FORM;
      case TEXT, PATH -> "a text";
      case LINK -> LinkAddress.FORM;
    };
  }
}
