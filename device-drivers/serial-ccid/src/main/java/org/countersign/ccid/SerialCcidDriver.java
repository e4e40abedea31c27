package org.countersign.ccid;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Readers that speak CCID over a serial line or a serial device server. */
public final class SerialCcidDriver implements DriverProvider {

  private static final DriverDescriptor DESCRIPTOR =
      new DriverDescriptor(
          "serial-ccid",
          "Countersign",
          "0.1.0",
          DriverDescriptor.API_LEVEL,
          List.of("GemPC Twin", "ACR1281S"),
          CcidSettings.KEYS);

  /** For {@link java.util.ServiceLoader}. */
  public SerialCcidDriver() {}

  @Override
  public DriverDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    return CcidDevice.open(context);
  }
}
