package org.countersign.driver;

import java.util.Map;

/**
 * What a driver is given to open one device.
 *
 * @param deviceId the station's name for the device
 * @param config settings by key, checked against {@link DriverDescriptor#configKeys()}, defaults
 *     filled in, durations in whole microseconds, paths absolute
 * @param events where the driver tells what happens by itself
 */
public record DriverContext(String deviceId, Map<String, String> config, DeviceEvents events) {

  public DriverContext {
    config = Map.copyOf(config);
  }
}
