package org.countersign.station.drivers;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** Stands for a driver that was not taken, so that its devices can say why they do not open. */
final class RefusedDriver implements DriverProvider {

  private final String id;
  private final String why;

  RefusedDriver(String id, String why) {
    this.id = id;
    this.why = why;
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(id, "", "", DriverDescriptor.API_LEVEL, List.of(), List.of());
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    throw new DeviceException(Fault.CONFIGURATION, Effect.NONE, "", why);
  }
}
