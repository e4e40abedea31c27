package org.countersign.host.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.toml.NearName;
import org.countersign.toml.Units;

/**
 * Settings of a driver, checked against the keys that it declares: defaults filled in, durations in
 * whole microseconds, paths absolute, as {@link org.countersign.driver.DriverContext#config()}
 * promises them. The device's file, the command line and the conformance kit all come through here.
 *
 * @param values by key, for the driver; to be used only if nothing is wrong
 * @param problems everything that is wrong, in the order of the keys, unknown ones last
 */
public record DriverSettings(Map<String, String> values, List<Problem> problems) {

  /**
   * One thing that is wrong.
   *
   * @param key the setting
   * @param problem ends a sentence that begins with the key; never holds the value, which may be a
   *     secret
   */
  public record Problem(String key, String problem) {
    @Override
    public String toString() {
      return key + " " + problem;
    }
  }

  public DriverSettings {
    values = Map.copyOf(values);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean good() {
    return problems.isEmpty();
  }

  /**
   * Checks and converts.
   *
   * @param keys what the driver declares
   * @param written values by key
   * @param folder relative paths are made absolute against it
   */
  public static DriverSettings check(
      Collection<ConfigKey> keys, Map<String, ?> written, Notation notation, Path folder) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (ConfigKey key : keys) {
      Object value = written.get(key.name());
      if (value != null) {
        notation
            .text(key.type(), value)
            .flatMap(text -> converted(key.type(), text, folder))
            .ifPresentOrElse(
                setting -> values.put(key.name(), setting),
                () -> problems.add(wrong(key, notation)));
      } else if (key.required()) {
        problems.add(new Problem(key.name(), "is missing: " + key.help()));
      } else {
        key.defaultValue()
            .ifPresent(text ->
                converted(key.type(), text, folder)
                    .ifPresentOrElse(
                        setting -> values.put(key.name(), setting),
                        () -> problems.add(wrongDefault(key, text))));
      }
    }
    List<String> known = keys.stream().map(ConfigKey::name).toList();
    written.keySet().stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(
            name -> problems.add(new Problem(name, "is not known; " + NearName.hint(name, known))));
    return new DriverSettings(values, problems);
  }

  private static Problem wrong(ConfigKey key, Notation notation) {
    return new Problem(
        key.name(), "must be " + notation.form(key.type()) + " (" + key.help() + ")");
  }

  private static Problem wrongDefault(ConfigKey key, String text) {
    return new Problem(
        key.name(),
        "has the default \""
            + text
            + "\", which is not "
            + Notation.TEXT.form(key.type())
            + ": report it to the driver's vendor, or set the key");
  }

  /** What the driver sees of a text; empty if it is none of that type. */
  public static Optional<String> converted(ConfigKey.Type type, String text, Path folder) {
    return switch (type) {
      case TEXT -> Optional.of(text);
      case INTEGER -> Optional.of(text).filter(t -> t.matches("-?[0-9]{1,18}"));
      case BOOLEAN -> Optional.of(text).filter(t -> t.matches("true|false"));
      case DURATION -> Units.duration(text).flatMap(Units::micros);
      case PATH -> absolute(text, folder);
      case LINK -> LinkAddress.checked(text);
    };
  }

  private static Optional<String> absolute(String text, Path folder) {
    try {
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(folder.resolve(text).toAbsolutePath().normalize().toString());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
