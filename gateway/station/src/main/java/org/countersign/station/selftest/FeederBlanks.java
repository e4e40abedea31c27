package org.countersign.station.selftest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.driver.StorageUnit;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.DeviceStatus;

/**
 * Blanks as feeders count them. A product that a device without a feeder makes is fed by hand, and
 * nobody counts what lies on the desk.
 */
public final class FeederBlanks implements Blanks {

  private final Set<String> products;
  private final Devices devices;
  private final Function<String, Set<String>> makes;

  /**
   * Over the station's devices.
   *
   * @param makes products of a device by its id; empty for all
   */
  public FeederBlanks(Set<String> products, Devices devices, Function<String, Set<String>> makes) {
    this.products = Set.copyOf(products);
    this.devices = devices;
    this.makes = makes;
  }

  @Override
  public Map<String, Count> counts() {
    return products.stream()
        .filter(product ->
            !of(product).isEmpty() && of(product).stream().noneMatch(d -> d.units().isEmpty()))
        .collect(Collectors.toMap(product -> product, product -> count(of(product))));
  }

  private List<DeviceStatus> of(String product) {
    return devices.all().stream()
        .filter(device -> {
          Set<String> made = makes.apply(device.id());
          return made.isEmpty() || made.contains(product);
        })
        .toList();
  }

  private static Count count(List<DeviceStatus> devices) {
    return new Count(
        devices.stream().flatMap(d -> d.units().stream()).mapToLong(StorageUnit::count).sum(),
        devices.stream().flatMap(d -> d.units().stream()).mapToLong(StorageUnit::threshold).sum());
  }
}
