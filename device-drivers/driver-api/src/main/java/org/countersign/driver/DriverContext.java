package org.countersign.driver;

import java.util.Map;
import org.countersign.driver.link.Links;

/**
 * What a driver is given to open one device. The gateway implements it; a driver only asks, so it
 * may grow without breaking one.
 */
public interface DriverContext {

  /** The station's name for the device. */
  String deviceId();

  /**
   * Settings by key, checked against {@link DriverDescriptor#configKeys()}, defaults filled in,
   * durations in whole microseconds, paths absolute. Immutable.
   */
  Map<String, String> config();

  /** Where the driver tells what happens by itself. */
  DeviceEvents events();

  /** Opens the line to a device that is driven over a serial port or the network. */
  Links links();

  /** A context of these parts. */
  static DriverContext of(
      String deviceId, Map<String, String> config, DeviceEvents events, Links links) {
    return new Context(deviceId, Map.copyOf(config), events, links);
  }

  /** A context for a driver that needs no line of the gateway's, for example over PC/SC. */
  static DriverContext of(String deviceId, Map<String, String> config, DeviceEvents events) {
    return of(deviceId, config, events, Links.none());
  }
}
