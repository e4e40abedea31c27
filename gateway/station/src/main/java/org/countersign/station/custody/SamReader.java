package org.countersign.station.custody;

import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;

/** Opens the reader that a SAM lies in. */
@FunctionalInterface
public interface SamReader {

  /** Opens it; called on the SAM's own thread, again after every loss. */
  Device open() throws DeviceException;
}
