package org.countersign.driver;

import java.util.Map;

/**
 * A device that is there.
 *
 * @param name how a person knows it
 * @param config the settings that name it, for {@link DriverContext#config()}; other required keys
 *     are not among them
 */
public record DiscoveredDevice(String name, Map<String, String> config) {

  public DiscoveredDevice {
    config = Map.copyOf(config);
  }
}
