package org.countersign.pn532;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Driver {@code pn532}: NXP's NFC controller PN532 on a serial line. */
public final class Pn532Driver implements DriverProvider {

  private static final DriverDescriptor DESCRIPTOR =
      new DriverDescriptor(
          "pn532",
          "Countersign",
          "0.1.0",
          DriverDescriptor.API_LEVEL,
          List.of("PN532"),
          Pn532Settings.KEYS);

  @Override
  public DriverDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    return Pn532Device.open(Pn532Settings.of(context.config()), context, System::nanoTime);
  }
}
