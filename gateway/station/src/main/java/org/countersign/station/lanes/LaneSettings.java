package org.countersign.station.lanes;

import java.util.Map;
import java.util.Set;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.link.Links;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.config.SerialRange;

/**
 * One device of the station.
 *
 * @param driverId word of the driver
 * @param caution what a person should always see of the device; empty if nothing
 * @param links opens the device's line
 * @param config the driver's settings, checked and complete
 * @param profiles products it makes; empty for all
 */
public record LaneSettings(
    String deviceId,
    String driverId,
    DriverProvider driver,
    String caution,
    Links links,
    Map<String, String> config,
    Set<String> profiles,
    SerialRange serials,
    DeviceLimits limits) {

  public LaneSettings {
    config = Map.copyOf(config);
    profiles = Set.copyOf(profiles);
  }
}
