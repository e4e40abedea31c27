package org.countersign.driver;

import java.util.List;
import java.util.Map;

/**
 * What a {@link DriverProvider} implements besides if it can say which devices are there without
 * opening one, so that a person need not type what the machine knows.
 */
public interface DeviceDiscovery {

  /**
   * The devices that could be opened now. Any thread; a few seconds at most.
   *
   * @param config settings that hold for the driver as a whole (for example where a service is
   *     found); keys as in {@link DriverDescriptor#configKeys()}, none required
   * @return in no promised order; empty if none is there
   * @throws DeviceException {@link Fault#COMMUNICATION} if nobody can be asked
   */
  List<DiscoveredDevice> discover(Map<String, String> config) throws DeviceException;
}
