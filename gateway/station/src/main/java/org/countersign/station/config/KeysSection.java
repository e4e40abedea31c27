package org.countersign.station.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.DriverDescriptor;
import org.countersign.station.config.StationConfig.CardKeys;
import org.countersign.station.config.StationConfig.KeySet;
import org.countersign.station.config.StationConfig.Sam;
import org.countersign.station.config.StationConfig.Wrapping;
import org.countersign.toml.NearName;
import org.countersign.toml.Section;

/**
 * The sections {@code [keys]}, {@code [keys.NAME]} for each key set that is not in the file, {@code
 * [wrapping]} and {@code [sam]}.
 */
final class KeysSection {

  private static final int MOST_SLOTS = 8;

  private final Section root;
  private final Path folder;
  private final KnownDrivers drivers;

  private KeysSection(Section root, Path folder, KnownDrivers drivers) {
    this.root = root;
    this.folder = folder;
    this.drivers = drivers;
  }

  static CardKeys read(Section root, Path folder, KnownDrivers drivers) {
    return new KeysSection(root, folder, drivers).read();
  }

  private CardKeys read() {
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
    boolean sam = sets.values().stream().anyMatch(set -> set instanceof KeySet.InSam);
    return new CardKeys(
        file,
        sets,
        wrapped || root.has("wrapping") ? wrapping(root.section("wrapping")) : Optional.empty(),
        sam || root.has("sam") ? sam(root.section("sam")) : Optional.empty());
  }

  private static Optional<KeySet> set(Section section) {
    String kind = section.text("kind", "wrapped");
    KeySet set =
        switch (kind) {
          case "sam" -> new KeySet.InSam((int) section.requiredInteger("slot", 1, MOST_SLOTS));
          default -> new KeySet.Wrapped((int) section.integer("version", 1, 255, 1));
        };
    if (!kind.equals("sam") && !kind.equals("wrapped")) {
      section.problem(
          "kind",
          "must be \"wrapped\" or \"sam\"; a master key in the file has no section of its own");
    }
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

  private Optional<Sam> sam(Section section) {
    String driver = section.text("driver", "");
    Path pairing = section.path("pairing-file");
    Path order = section.path("order-file", "secrets/sam.order");
    long low = section.integer("low", 0, 1_000_000, 100);
    Optional<DriverDescriptor> descriptor = drivers.descriptor(driver);
    if (descriptor.isEmpty()) {
      section.keys().forEach(section::raw);
      if (section.good()) {
        section.problem(
            "driver", "there is no driver " + driver + "; " + NearName.hint(driver, drivers.ids()));
      }
      section.end();
      return Optional.empty();
    }
    Map<String, String> settings =
        DeviceFile.settings(section, descriptor.get().configKeys(), folder);
    section.end();
    return section.good()
        ? Optional.of(new Sam(driver, settings, pairing, order, low))
        : Optional.empty();
  }
}
