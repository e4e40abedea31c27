package org.countersign.station.lanes;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.link.Links;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;

/**
 * One device of the station.
 *
 * @param driverId word of the driver
 * @param restart loads the driver anew, for a device that nothing milder brings back; empty if it
 *     cannot be. A driver in a process of its own is started anew by each opening and is its own
 *     restart
 * @param identification watches that the device stays the one it was
 * @param caution what a person should always see of the device; empty if nothing
 * @param links opens the device's line
 * @param config the driver's settings, checked and complete
 * @param profiles products it makes; empty for all
 */
public record LaneSettings(
    String deviceId,
    String driverId,
    DriverProvider driver,
    Optional<Supplier<DriverProvider>> restart,
    DeviceIdentification identification,
    String caution,
    Links links,
    Map<String, String> config,
    Set<String> profiles,
    SerialSource serials,
    DeviceLimits limits) {

  public LaneSettings {
    config = Map.copyOf(config);
    profiles = Set.copyOf(profiles);
  }
}
