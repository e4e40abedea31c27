package org.countersign.driver;

/**
 * Entry of a driver, found by {@link java.util.ServiceLoader}. The constructor takes no argument
 * and does nothing. A loaded driver has one provider, which keeps nothing but what its open devices
 * share, such as a line with several of them on it.
 */
public interface DriverProvider {

  /** What this driver is and what it can be told. Any thread; constant. */
  DriverDescriptor descriptor();

  /**
   * Opens one device. Called on the device's own thread, again after every loss of the device.
   *
   * @throws DeviceException with {@link Fault#CONFIGURATION} if the settings do not name a device,
   *     {@link Fault#COMMUNICATION} if the device does not answer; {@link Effect#NONE} either way
   */
  Device open(DriverContext context) throws DeviceException;
}
