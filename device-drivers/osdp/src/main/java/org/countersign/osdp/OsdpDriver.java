package org.countersign.osdp;

import java.security.SecureRandom;
import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Driver of OSDP readers. Its open devices share the lines that they have in common. */
public final class OsdpDriver implements DriverProvider {

  /** Id of the driver. */
  public static final String ID = "osdp";

  private final Buses buses = new Buses();

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(
        ID, "Countersign", "0.1.0", 1, List.of("OSDP v2 reader"), OsdpSettings.KEYS);
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    return OsdpDevice.open(context, buses, System::nanoTime, new SecureRandom());
  }
}
