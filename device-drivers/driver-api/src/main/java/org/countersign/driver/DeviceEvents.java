package org.countersign.driver;

/**
 * Where a driver tells what happens without being asked. Any thread; never blocks, never throws.
 */
@FunctionalInterface
public interface DeviceEvents {

  /**
   * Tells of an event; it may be dropped if many come at once, so state is asked for, not summed.
   */
  void tell(DeviceEvent event);
}
