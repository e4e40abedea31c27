package org.countersign.station.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.station.config.StationConfig.Audit;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.config.StationConfig.Drivers;
import org.countersign.station.config.StationConfig.Fleet;
import org.countersign.station.config.StationConfig.GrantFiles;
import org.countersign.station.config.StationConfig.Http;
import org.countersign.station.config.StationConfig.Identity;
import org.countersign.station.config.StationConfig.LedgerFiles;
import org.countersign.station.config.StationConfig.Limits;
import org.countersign.station.config.StationConfig.ProfileFolder;
import org.countersign.station.config.StationConfig.SigningKey;
import org.countersign.station.config.StationConfig.StockRules;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;

/**
 * Reads a configuration's folder. What is wrong is collected and reading goes on, so the result may
 * hold stand-ins; it is to be used only as far as no problem concerns it.
 */
public final class ConfigReader {

  /** Name of the main file. */
  public static final String MAIN_FILE = "station.toml";

  /** Where the counter's persons are, unless {@code [stock]} says otherwise. */
  public static final String OPERATORS = "secrets/operators.toml";

  private static final String INSTALLED_DRIVERS = "drivers.d";
  private static final String DRIVER_TRUST = "trust/drivers";
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final Pattern SITE = Pattern.compile("[^\\p{Cntrl}]{0,64}");
  private static final Duration NONE = Duration.ZERO;

  private final Path folder;
  private final Problems problems;

  private ConfigReader(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /**
   * Reads all files.
   *
   * @param drivers the drivers that devices may name, given those that are installed
   * @return empty if the main file is no TOML at all
   */
  public static Optional<StationConfig> read(
      Path folder, Function<Drivers, ? extends KnownDrivers> drivers, Problems problems) {
    ConfigReader reader = new ConfigReader(folder.toAbsolutePath().normalize(), problems);
    Optional<Section> root =
        TomlFile.read(reader.folder.resolve(MAIN_FILE), MAIN_FILE, reader.folder, problems);
    Drivers installed =
        root.map(section -> drivers(section.section("drivers")))
            .orElseGet(() -> usualDrivers(reader.folder));
    KnownDrivers known = drivers.apply(installed);
    List<DeviceConfig> devices = reader.devices(known);
    return root.map(section -> reader.station(section, installed, known, devices));
  }

  private static Drivers drivers(Section section) {
    Drivers drivers =
        new Drivers(
            section.path("folder", INSTALLED_DRIVERS),
            section.path("trust", DRIVER_TRUST),
            section.flag("allow-unsigned-drivers", false));
    section.end();
    return drivers;
  }

  private static Drivers usualDrivers(Path folder) {
    return new Drivers(folder.resolve(INSTALLED_DRIVERS), folder.resolve(DRIVER_TRUST), false);
  }

  private StationConfig station(
      Section root, Drivers drivers, KnownDrivers known, List<DeviceConfig> devices) {
    GrantFiles grant = grant(root.section("grant"));
    StationConfig config =
        new StationConfig(
            folder,
            identity(root.section("station")),
            http(root.section("http")),
            ledger(root.section("ledger")),
            audit(root.section("audit")),
            grant,
            serials(root, grant),
            profiles(root.section("profiles")),
            drivers,
            signing(root.section("signing")),
            authorities(root.section("verification")),
            KeysSection.read(root, folder, known),
            root.has("fleet") ? fleet(root.section("fleet")) : Optional.empty(),
            stock(root.section("stock")),
            limits(root.section("limits")),
            devices,
            UnattendedSection.read(root));
    root.end();
    return config;
  }

  private static Identity identity(Section section) {
    String form = "1 to 32 of A-Z a-z 0-9 . _ -";
    Identity identity =
        new Identity(
            section.text("id", id -> DeviceFile.ID.matcher(id).matches(), form, "station"),
            section.text("district", id -> DeviceFile.ID.matcher(id).matches(), form, "district"),
            site(section),
            section.flag("production", false));
    section.end();
    return identity;
  }

  private static String site(Section section) {
    String site = section.optionalText("site").orElse("");
    if (!SITE.matcher(site).matches()) {
      section.problem("site", "must be up to 64 characters, none of them a control character");
      return "";
    }
    return site;
  }

  private static Http http(Section section) {
    Http http =
        new Http(
            (int) section.integer("port", 0, 65_535, 8440),
            section.path("token-file", "secrets/http.token"),
            (int) section.size("max-body", 4 * KIB, 16 * MIB, "1MiB"));
    section.end();
    return http;
  }

  private static LedgerFiles ledger(Section section) {
    LedgerFiles ledger =
        new LedgerFiles(
            section.path("file", "ledger/station.db"),
            section.path("key-file", "secrets/station.key"),
            section.size("free-space", MIB, 1024 * 1024 * MIB, "64MiB"));
    section.end();
    return ledger;
  }

  private static Audit audit(Section section) {
    Audit audit =
        new Audit(
            section.path("key-file", "secrets/audit.p12"),
            section.path("password-file", "secrets/audit.password"),
            section.path("certificate", "audit.pem"),
            (int) section.integer("records", 1, 1_000_000, 1_000),
            section.duration("every", Duration.ofSeconds(1), Duration.ofDays(1), "10m"));
    section.end();
    return audit;
  }

  private static GrantFiles grant(Section section) {
    GrantFiles grant =
        new GrantFiles(
            section.flag("required", true),
            section.path("file", "grant.json"),
            section.paths("authority"),
            section.path("epoch-file", "secrets/epoch.json"),
            section.path("machine-file", "/etc/machine-id"));
    if (grant.required() && grant.authorities().isEmpty() && section.good()) {
      section.problem(
          "authority",
          "names nobody who may grant the station to issue; a pilot without an authority says"
              + " required = false");
    }
    section.end();
    return grant;
  }

  private static Optional<SerialRange> serials(Section root, GrantFiles grant) {
    if (!grant.required()) {
      return Optional.of(serials(root.section("serials")));
    }
    if (root.has("serials")) {
      Section section = root.section("serials");
      section.keys().forEach(section::raw);
      section.problem(
          "first",
          "serials come from the grant: remove [serials]; it is for a pilot that says required ="
              + " false in [grant]");
      section.end();
    }
    return Optional.empty();
  }

  private static SerialRange serials(Section section) {
    String prefix =
        section
            .optionalText("prefix")
            .filter(p -> {
              boolean right = p.matches("[A-Z0-9]{0,16}");
              if (!right) {
                section.problem("prefix", "must be up to 16 of A-Z 0-9");
              }
              return right;
            })
            .orElse("");
    long first = section.requiredInteger("first", 0, 999_999_999_999L);
    long last = section.requiredInteger("last", 0, 999_999_999_999L);
    if (section.good() && first > last) {
      section.problem("last", "must not be below first");
    }
    section.end();
    return new SerialRange(prefix, Math.min(first, last), last);
  }

  private static ProfileFolder profiles(Section section) {
    ProfileFolder profiles =
        new ProfileFolder(
            section.path("folder", "profiles.d"),
            section.paths("signers"),
            section.flag("allow-unsigned", false));
    if (profiles.signers().isEmpty() && !profiles.allowUnsigned() && section.good()) {
      section.problem(
          "signers",
          "names nobody who may sign profiles; for development set allow-unsigned = true");
    }
    section.end();
    return profiles;
  }

  private static Map<String, SigningKey> signing(Section section) {
    Map<String, SigningKey> keys = new HashMap<>();
    for (String suite : List.copyOf(section.keys())) {
      Section key = section.section(suite);
      SigningSection.read(key).ifPresent(found -> keys.put(suite, found));
      key.end();
    }
    return keys;
  }

  private static List<Path> authorities(Section section) {
    List<Path> files = section.paths("csca");
    if (files.isEmpty() && section.good()) {
      section.problem("csca", "names no authority that finished cards could be verified against");
    }
    section.end();
    return files;
  }

  private static Optional<Fleet> fleet(Section section) {
    List<String> brokers =
        section.oneOrMore(
            "broker",
            BrokerConfig::isAddress,
            BrokerConfig.ADDRESS,
            BrokerConfig.MOST_ADDRESSES,
            "tcp://localhost");
    Fleet fleet =
        new Fleet(
            brokers.stream().map(URI::create).toList(),
            section.optionalText("user"),
            section.optionalPath("password-file"),
            section.optionalPath("ca"),
            section.optionalPath("client-key"),
            section.optionalPath("client-password-file"),
            section.optionalText("primary-host"),
            section.duration("keep-alive", Duration.ofSeconds(1), Duration.ofHours(1), "30s"),
            section.flag("records", true));
    together(section, "user", "password-file");
    together(section, "client-key", "client-password-file");
    boolean tls = brokers.getFirst().startsWith("ssl:");
    if (brokers.stream().anyMatch(broker -> broker.startsWith("ssl:") != tls)) {
      section.problem("broker", "must all be ssl://, or all tcp://");
    }
    if (brokers.size() > 1 && fleet.primaryHost().isEmpty()) {
      section.problem(
          "primary-host",
          "is missing: of several brokers the station looks for the one where the centre listens");
    }
    if (tls && fleet.ca().isEmpty()) {
      section.problem("ca", "is missing: ssl:// needs the authority of the broker's certificate");
    }
    if (!tls && (fleet.ca().isPresent() || fleet.clientKey().isPresent())) {
      section.problem(fleet.ca().isPresent() ? "ca" : "client-key", "needs a broker at ssl://");
    }
    section.end();
    return section.good() ? Optional.of(fleet) : Optional.empty();
  }

  private static void together(Section section, String one, String other) {
    if (section.has(one) != section.has(other)) {
      section.problem(
          section.has(one) ? other : one, "is missing: " + one + " and " + other + " go together");
    }
  }

  private static StockRules stock(Section section) {
    StockRules stock =
        new StockRules(
            section.path("operators-file", OPERATORS),
            section.flag("require-batch", false),
            section.integer("low", 0, 1_000_000, 100));
    section.end();
    return stock;
  }

  private static Limits limits(Section section) {
    Duration day = Duration.ofDays(1);
    Duration minutes = Duration.ofMinutes(10);
    Duration tenth = Duration.ofMillis(100);
    Limits limits =
        new Limits(
            (int) section.integer("waiting-jobs", 1, 1_000_000, 1_000),
            new DeviceLimits(
                section.duration("open", tenth, minutes, "30s"),
                section.duration("exchange", tenth, minutes, "10s"),
                section.duration("move", tenth, minutes, "20s"),
                section.duration("grace", tenth, minutes, "2s"),
                section.duration("reopen-first", Duration.ofMillis(10), minutes, "250ms"),
                section.duration("reopen-most", Duration.ofMillis(10), day, "30s"),
                (int) section.integer("failures-in-a-row", 1, 1_000, 5),
                section.duration("rest", NONE, day, "1m")));
    section.end();
    return limits;
  }

  private List<DeviceConfig> devices(KnownDrivers drivers) {
    Path deviceFolder = folder.resolve("devices.d");
    if (!Files.isDirectory(deviceFolder)) {
      return List.of(); // A station without devices still takes jobs and says what is missing.
    }
    List<DeviceConfig> devices = new ArrayList<>();
    try (Stream<Path> files = Files.list(deviceFolder)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".toml")) {
          DeviceFile.read(file, folder, drivers, problems).ifPresent(devices::add);
        } else if (!name.startsWith(".") && !name.endsWith("~")) {
          problems.add("devices.d/" + name, "is not read: a device's file ends in .toml");
        }
      }
    } catch (IOException e) {
      problems.add("devices.d", "cannot be listed: " + e.getMessage());
    }
    return devices;
  }
}
