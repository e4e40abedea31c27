package org.countersign.station.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.host.toml.Section;
import org.countersign.station.config.StationConfig.CardKeys;
import org.countersign.station.config.StationConfig.KeySet;
import org.countersign.station.config.StationConfig.Wrapping;

/**
 * The sections {@code [keys]}, {@code [keys.NAME]} for each key set that is not in the file and
 * {@code [wrapping]}.
 */
final class KeysSection {

  private KeysSection() {}

  static CardKeys read(Section root) {
    Section section = root.section("keys");
    Map<String, KeySet> sets = new HashMap<>();
    for (String name : List.copyOf(section.keys())) {
      if (!name.equals("file")) {
        Section set = section.section(name);
        set(set).ifPresent(found -> sets.put(name, found));
        set.end();
      }
    }
    boolean none = section.keys().stream().allMatch(name -> name.equals("file"));
    Optional<Path> file = none ? Optional.of(section.path("file")) : section.optionalPath("file");
    section.end();
    boolean wrapped = sets.values().stream().anyMatch(set -> set instanceof KeySet.Wrapped);
    return new CardKeys(
        file,
        sets,
        wrapped || root.has("wrapping") ? wrapping(root.section("wrapping")) : Optional.empty());
  }

  private static Optional<KeySet> set(Section section) {
    if (!section.text("kind", "wrapped").equals("wrapped")) {
      section.problem(
          "kind", "must be \"wrapped\"; a master key in the file has no section of its own");
    }
    KeySet set = new KeySet.Wrapped((int) section.integer("version", 1, 255, 1));
    return section.good() ? Optional.of(set) : Optional.empty();
  }

  private static Optional<Wrapping> wrapping(Section section) {
    List<Path> authorities = section.paths("authority");
    if (authorities.isEmpty() && section.good()) {
      section.problem("authority", "names nobody whose card keys are taken");
    }
    boolean token = section.has("pkcs11-library");
    if (token && section.has("pkcs12")) {
      section.problem("pkcs12", "and pkcs11-library exclude each other");
    }
    Wrapping wrapping =
        token
            ? new Wrapping.Pkcs11(
                authorities,
                section.path("pkcs11-library"),
                section.text("token", ""),
                section.path("pin-file"),
                section.text("alias", ""))
            : new Wrapping.Pkcs12(
                authorities, section.path("pkcs12"), section.path("password-file"));
    section.end();
    return section.good() ? Optional.of(wrapping) : Optional.empty();
  }
}
