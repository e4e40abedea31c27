package org.countersign.host.bundle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.ConfigKey.Type;
import org.countersign.host.settings.DriverSettings;
import org.countersign.host.settings.Notation;
import org.countersign.toml.NearName;
import org.countersign.toml.Section;

/** Reads one manifest; what is wrong is told to the section's problems and reading goes on. */
final class ManifestReader {

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,47}");
  private static final Pattern USB = Pattern.compile("([0-9a-f]{4}):([0-9a-f]{4})");
  private static final Pattern HEX_BYTE = Pattern.compile("[0-9a-f]{2}");

  /** Semantic Versioning 2.0.0, its own expression without the names. */
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})"
              + "(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  /** Keys of a device's file that are the station's own. */
  private static final Set<String> RESERVED = Set.of("driver", "profiles", "isolation");

  private static final Map<String, Type> TYPES = new LinkedHashMap<>();
  private static final int LONGEST_TEXT = 200;
  private static final int MOST_KEYS = 64;
  private static final long MIB = 1L << 20;

  static {
    for (Type type : Type.values()) {
      TYPES.put(type.name().toLowerCase(Locale.ROOT), type);
    }
  }

  private final Section root;

  ManifestReader(Section root) {
    this.root = root;
  }

  Manifest read() {
    String id = root.text("id", t -> ID.matcher(t).matches(), "1 to 32 of a-z 0-9 -", "driver");
    String vendor = line(root, "vendor");
    String version =
        root.text(
            "version",
            t -> t.length() <= LONGEST_TEXT && VERSION.matcher(t).matches(),
            "a semantic version such as 1.2.0",
            "0.0.0");
    int apiLevel = (int) root.requiredInteger("api-level", 1, 9_999);
    List<String> models = models(root);
    if (root.has("models") && models.isEmpty()) {
      root.problem("models", "must name at least one model");
    } else if (!root.has("models")) {
      root.problem("models", "is missing: the device models it drives, [\"E100\"]");
    }
    Isolation isolation = isolation();
    String description = line(root, "description");
    long heap = heap(isolation);
    List<ConfigKey> config = config(root.section("config"));
    List<Match> matches = matches(models, config);
    Set<Integer> fileTypes = fileTypes();
    root.end();
    return new Manifest(
        id,
        vendor,
        version,
        apiLevel,
        models,
        isolation,
        heap,
        description,
        config,
        matches,
        fileTypes);
  }

  private static String line(Section section, String key) {
    return section.text(
        key,
        t -> !t.isBlank() && t.length() <= LONGEST_TEXT && t.chars().noneMatch(c -> c < ' '),
        "one line of at most " + LONGEST_TEXT + " characters",
        "");
  }

  private static List<String> models(Section section) {
    List<String> models = section.texts("models");
    for (String model : models) {
      if (model.isBlank() || model.length() > LONGEST_TEXT) {
        section.problem("models", "must be names of at most " + LONGEST_TEXT + " characters");
      }
    }
    if (Set.copyOf(models).size() < models.size()) {
      section.problem("models", "names a model twice");
    }
    return models;
  }

  private Isolation isolation() {
    String text = root.optionalText("isolation").orElse("loader");
    Optional<Isolation> isolation = Isolation.of(text);
    if (isolation.isEmpty()) {
      root.problem(
          "isolation",
          "must be " + Isolation.FORM + "; " + NearName.hint(text, List.of("loader", "process")));
    }
    return isolation.orElse(Isolation.LOADER);
  }

  private long heap(Isolation isolation) {
    boolean there = root.has("heap");
    if (there && isolation == Isolation.LOADER) {
      root.problem("heap", "has no meaning with isolation = \"loader\": remove one of them");
    }
    return there ? root.size("heap", 8 * MIB, 1024 * MIB, "32MiB") : Manifest.USUAL_HEAP;
  }

  private static List<ConfigKey> config(Section section) {
    List<ConfigKey> keys = new ArrayList<>();
    for (String name : List.copyOf(section.keys())) {
      if (!KEY.matcher(name).matches()) {
        section.problem(name, "must be in kebab case: a-z 0-9 -, at most 48");
      } else if (RESERVED.contains(name)) {
        section.problem(name, "is the station's own key in a device's file; choose another name");
      }
      Section key = section.section(name);
      keys.add(configKey(name, key));
      key.end();
    }
    if (keys.size() > MOST_KEYS) {
      section.problem(keys.get(MOST_KEYS).name(), "is one of more than " + MOST_KEYS + " keys");
    }
    section.end();
    return keys;
  }

  private static ConfigKey configKey(String name, Section key) {
    String written =
        key.text("type", TYPES::containsKey, "one of " + String.join(", ", TYPES.keySet()), "text");
    Type type = TYPES.get(written);
    if (type == null) {
      throw new IllegalStateException("no type " + written);
    }
    boolean required = key.flag("required", false);
    Optional<String> otherwise = key.optionalText("default");
    if (required && otherwise.isPresent()) {
      key.problem("default", "is never used, for the key is required: remove one of them");
    }
    if (otherwise.isPresent()
        && DriverSettings.converted(type, otherwise.get(), Path.of("/")).isEmpty()) {
      key.problem("default", "must be " + Notation.TEXT.form(type));
    }
    return new ConfigKey(name, type, otherwise, required, line(key, "help"));
  }

  private List<Match> matches(List<String> models, List<ConfigKey> config) {
    List<Match> matches = new ArrayList<>();
    for (Section section : root.sections("match")) {
      matches.add(match(section, models, config));
      section.end();
    }
    return matches;
  }

  private static Match match(Section section, List<String> models, List<ConfigKey> config) {
    if (section.has("tcp")) {
      section.problem(
          "tcp", "is not a rule: a network device is named by configuration, never looked for");
    }
    String usb =
        section.text(
            "usb", t -> USB.matcher(t).matches(), "VID:PID such as 1a86:7523", "0000:0000");
    List<String> of = models(section);
    of.stream()
        .filter(model -> !models.contains(model))
        .forEach(model ->
            section.problem("models", model + " is not among the driver's models " + models));
    String key = section.text("key", "");
    List<String> links =
        config.stream().filter(k -> k.type() == Type.LINK).map(ConfigKey::name).toList();
    if (section.has("key") && !links.contains(key)) {
      section.problem("key", key + " is no key of type link; " + NearName.hint(key, links));
    }
    return new Match(
        Integer.parseInt(usb.substring(0, 4), 16),
        Integer.parseInt(usb.substring(5), 16),
        checked(section, "interface", t -> HEX_BYTE.matcher(t).matches(), "two digits such as 00"),
        product(section),
        of,
        key);
  }

  private static Optional<String> checked(
      Section section, String key, Predicate<String> right, String form) {
    Optional<String> text = section.optionalText(key);
    if (text.isPresent() && !right.test(text.get())) {
      section.problem(key, "must be " + form);
      return Optional.empty();
    }
    return text;
  }

  private static Optional<Pattern> product(Section section) {
    Optional<String> text =
        checked(section, "product", t -> t.length() <= LONGEST_TEXT, "shorter than 200 characters");
    try {
      return text.map(Pattern::compile);
    } catch (PatternSyntaxException e) {
      section.problem("product", "is no regular expression: " + e.getDescription());
      return Optional.empty();
    }
  }

  private Set<Integer> fileTypes() {
    Set<Integer> types = new LinkedHashSet<>();
    if (root.has("firmware")) {
      Section firmware = root.section("firmware");
      for (long type : firmware.integers("file-types", 0, 255)) {
        if (!types.add((int) type)) {
          firmware.problem("file-types", "names " + type + " twice");
        }
      }
      if (firmware.good() && types.isEmpty()) {
        firmware.problem("file-types", "is missing: the numbers of the files that devices take");
      }
      firmware.end();
    }
    return types;
  }
}
