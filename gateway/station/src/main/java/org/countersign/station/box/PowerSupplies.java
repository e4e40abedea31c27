package org.countersign.station.box;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What feeds the box, after Linux's /sys/class/power_supply (sysfs-class-power). A battery of
 * something that is only plugged in, a mouse for example, says nothing of the box.
 */
record PowerSupplies(Path folder) {

  /** A box has a few; the rest is not looked at. */
  private static final int MOST = 32;

  private static final int LONGEST = 64;

  /** Name of mains. */
  static final String MAINS = "mains";

  /** Name of whatever is used up. */
  static final String BATTERY = "battery";

  /** {@code mains}, {@code battery}, or empty if nothing here tells. */
  String source() {
    List<Path> all = all();
    if (all.stream().anyMatch(PowerSupplies::feeds)) {
      return MAINS;
    }
    List<String> batteries =
        all.stream()
            .filter(PowerSupplies::isBattery)
            .flatMap(supply -> said(supply, "status").stream())
            .toList();
    if (batteries.contains("Discharging")) {
      return BATTERY;
    }
    boolean held =
        batteries.stream().anyMatch(List.of("Charging", "Full", "Not charging")::contains);
    return held ? MAINS : "";
  }

  /** Of all batteries together, in percent. */
  OptionalDouble charge() {
    return all().stream()
        .filter(PowerSupplies::isBattery)
        .flatMap(supply -> said(supply, "capacity").stream())
        .filter(percent -> percent.matches("[0-9]{1,3}"))
        .mapToInt(Integer::parseInt)
        .filter(percent -> percent <= 100)
        .average();
  }

  private List<Path> all() {
    try (Stream<Path> supplies = Files.list(folder)) {
      return supplies
          .sorted()
          .limit(MOST)
          .filter(supply -> !said(supply, "scope").orElse("").equals("Device"))
          .toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private static boolean feeds(Path supply) {
    String type = said(supply, "type").orElse("");
    boolean line = type.equals("Mains") || type.startsWith("USB") || type.equals("Wireless");
    return line && said(supply, "online").orElse("0").matches("[1-9]");
  }

  private static boolean isBattery(Path supply) {
    String type = said(supply, "type").orElse("");
    return type.equals("Battery") || type.equals("UPS");
  }

  private static Optional<String> said(Path supply, String attribute) {
    return SystemFile.read(supply.resolve(attribute), LONGEST);
  }
}
