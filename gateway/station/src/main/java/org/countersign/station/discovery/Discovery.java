package org.countersign.station.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceDiscovery;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DiscoveredDevice;
import org.countersign.driver.DriverProvider;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.discovery.Finding.Kind;

/**
 * Says what is plugged in and what would drive it. Reads the kernel's tree and asks drivers that
 * know their devices without opening them; writes to no port.
 */
public final class Discovery {

  private final SerialPorts ports;
  private final List<DriverRule> rules;
  private final List<DriverProvider> drivers;
  private final List<DeviceConfig> devices;
  private final Set<String> taken = new HashSet<>();

  /**
   * For a station.
   *
   * @param drivers those among them that are {@link DeviceDiscovery} are asked
   * @param devices those it has already
   */
  public Discovery(
      SerialPorts ports,
      List<DriverRule> rules,
      List<DriverProvider> drivers,
      List<DeviceConfig> devices) {
    this.ports = ports;
    this.rules = List.copyOf(rules);
    this.drivers = List.copyOf(drivers);
    this.devices = List.copyOf(devices);
    devices.forEach(device -> taken.add(device.id()));
  }

  /**
   * What is there.
   *
   * @param findings ports first, then what drivers found
   * @param problems drivers that could not be asked
   */
  public record Result(List<Finding> findings, List<String> problems) {
    public Result {
      findings = List.copyOf(findings);
      problems = List.copyOf(problems);
    }
  }

  /** Looks; a few seconds at most. */
  public Result look() {
    List<Finding> findings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<UsbPort> all = ports.all();
    all.forEach(port -> findings.add(port(port, all)));
    for (DriverProvider driver : drivers) {
      if (driver instanceof DeviceDiscovery knowing) {
        try {
          for (DiscoveredDevice found : knowing.discover(settings(driver))) {
            findings.add(found(driver, found));
          }
        } catch (DeviceException | RuntimeException e) {
          problems.add("driver " + driver.descriptor().id() + " cannot say: " + e.getMessage());
        }
      }
    }
    return new Result(findings, problems);
  }

  /**
   * Devices that are nowhere to be seen, and what they were looked for by: those whose port is not
   * there, and those that their driver, which knows its devices without opening them, does not
   * know. Of others, behind a network for example, nothing is said.
   */
  public Map<String, String> absent() {
    List<UsbPort> all = ports.all();
    Map<String, String> absent = new TreeMap<>();
    for (DeviceConfig device : devices) {
      device.settings().values().stream()
          .filter(value -> value.startsWith("/dev/"))
          .filter(value -> ports.at(value, all).isEmpty())
          .findFirst()
          .or(() -> unknownToDriver(device))
          .ifPresent(address -> absent.put(device.id(), address));
    }
    return absent;
  }

  private Optional<String> unknownToDriver(DeviceConfig device) {
    return drivers.stream()
        .filter(driver -> driver.descriptor().id().equals(device.driver()))
        .findFirst()
        .flatMap(driver ->
            driver instanceof DeviceDiscovery knowing
                ? unknownTo(knowing, device)
                : Optional.empty());
  }

  private static Optional<String> unknownTo(DeviceDiscovery driver, DeviceConfig device) {
    try {
      return driver.discover(device.settings()).stream()
              .anyMatch(found -> isNamedBy(device.settings(), found.config()))
          ? Optional.empty()
          : Optional.of("driver " + device.driver());
    } catch (DeviceException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Finding port(UsbPort port, List<UsbPort> all) {
    Optional<DeviceConfig> own =
        devices.stream().filter(device -> leadsTo(device, port, all)).findFirst();
    if (own.isPresent()) {
      return configured(port.words(), own.get());
    }
    List<DriverRule> naming = rules.stream().filter(rule -> rule.names(port)).toList();
    List<String> names = naming.stream().map(DriverRule::driver).distinct().toList();
    if (names.isEmpty()) {
      return new Finding(
          port.words(),
          Kind.UNKNOWN,
          List.of(
              "No installed driver names it, so nothing is ever sent to it.",
              port.usb().isPresent()
                  ? "Is it one of our devices? Install its driver with 'countersign driver"
                      + " install'."
                  : "A device behind such a port cannot be recognised: write devices.d/NAME.toml"
                      + " yourself."),
          Optional.empty());
    }
    if (names.size() > 1) {
      return new Finding(
          port.words(),
          Kind.AMBIGUOUS,
          List.of(
              "More than one driver names it: " + String.join(", ", names) + ".",
              "Write devices.d/NAME.toml yourself with the right one and "
                  + naming.getFirst().match().key()
                  + " = "
                  + quoted(address(port, all))),
          Optional.empty());
    }
    DriverRule rule = naming.getFirst();
    List<String> advice = new ArrayList<>();
    advice.add("Driver " + rule.driver() + " would drive it" + models(rule) + ".");
    advice.addAll(aboutAddress(port, all));
    return drivable(
        port.words(),
        rule.driver(),
        rule.keys(),
        Map.of(rule.match().key(), address(port, all)),
        advice);
  }

  private static String models(DriverRule rule) {
    return rule.match().models().isEmpty()
        ? ""
        : " as " + String.join(" or ", rule.match().models());
  }

  private boolean leadsTo(DeviceConfig device, UsbPort port, List<UsbPort> all) {
    return device.settings().values().stream()
        .filter(value -> value.startsWith("/"))
        .anyMatch(value -> ports.at(value, all).filter(port::equals).isPresent());
  }

  /** The name that will lead to the same device tomorrow. */
  private static String address(UsbPort port, List<UsbPort> all) {
    boolean tells = !SerialNumbers.trusted(port, all).isEmpty();
    return (tells ? port.byId().stream().findFirst() : Optional.<String>empty())
        .or(() -> port.byPath().stream().findFirst())
        .or(() -> port.byId().stream().findFirst())
        .orElse("/dev/" + port.tty());
  }

  private static List<String> aboutAddress(UsbPort port, List<UsbPort> all) {
    String address = address(port, all);
    if (address.startsWith("/dev/serial/by-id/") && !SerialNumbers.trusted(port, all).isEmpty()) {
      return List.of("It has a serial number of its own and may be plugged in anywhere.");
    }
    if (address.startsWith("/dev/serial/by-path/")) {
      List<UsbPort> twins = SerialNumbers.twins(port, all);
      return List.of(
          twins.isEmpty()
              ? "It has no serial number of its own: it must stay in this socket. Mark the socket."
              : "It cannot be told from "
                  + twins.stream()
                      .map(twin -> "/dev/" + twin.tty())
                      .collect(Collectors.joining(", "))
                  + ": each must stay in its socket. Mark the sockets.");
    }
    return List.of(
        "No lasting name leads to it (is udev running?): /dev/"
            + port.tty()
            + " may be another device after the next start.");
  }

  private Finding found(DriverProvider driver, DiscoveredDevice found) {
    String id = driver.descriptor().id();
    String what = found.name() + " (driver " + id + ")";
    Optional<DeviceConfig> own =
        devices.stream()
            .filter(device ->
                device.driver().equals(id) && isNamedBy(device.settings(), found.config()))
            .findFirst();
    return own.map(device -> configured(what, device))
        .orElseGet(() ->
            drivable(
                what,
                id,
                driver.descriptor().configKeys(),
                found.config(),
                List.of("Driver " + id + " would drive it.")));
  }

  /** A person may have written the beginning of a name, where that is enough. */
  private static boolean isNamedBy(Map<String, String> settings, Map<String, String> naming) {
    return naming.entrySet().stream()
        .allMatch(entry ->
            settings.containsKey(entry.getKey())
                && entry.getValue().startsWith(settings.get(entry.getKey())));
  }

  private Map<String, String> settings(DriverProvider driver) {
    return devices.stream()
        .filter(device -> device.driver().equals(driver.descriptor().id()))
        .findFirst()
        .map(DeviceConfig::settings)
        .orElse(Map.of());
  }

  private static Finding configured(String what, DeviceConfig device) {
    return new Finding(
        what,
        Kind.CONFIGURED,
        List.of(
            "It is device " + device.id() + " of this station (driver " + device.driver() + ")."),
        Optional.empty());
  }

  private Finding drivable(
      String what,
      String driver,
      List<ConfigKey> keys,
      Map<String, String> settings,
      List<String> advice) {
    StringBuilder text = new StringBuilder("driver = ").append(quoted(driver)).append('\n');
    new TreeMap<>(settings)
        .forEach((key, value) -> text.append(key).append(" = ").append(quoted(value)).append('\n'));
    boolean complete = true;
    for (ConfigKey key : keys) {
      if (key.required() && !settings.containsKey(key.name())) {
        complete = false;
        text.append("# ").append(key.name()).append(" =   # required: ");
        text.append(key.help()).append('\n');
      }
    }
    Finding.File file =
        new Finding.File("devices.d/" + freeId(driver) + ".toml", text.toString(), complete);
    return new Finding(what, Kind.DRIVABLE, advice, Optional.of(file));
  }

  private String freeId(String driver) {
    int number = 1;
    while (!taken.add(driver.substring(0, Math.min(28, driver.length())) + "-" + number)) {
      number++;
    }
    return driver.substring(0, Math.min(28, driver.length())) + "-" + number;
  }

  /** A TOML basic string. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c < 0x20 || c == 0x7F) {
            quoted.append("\\u%04X".formatted(c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}
