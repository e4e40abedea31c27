package org.countersign.simulator;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Driver {@code simulator}: opens {@link VirtualEncoder}s. */
public final class SimulatorDriver implements DriverProvider {

  private static final String VERSION = "0.1.0";

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(
        "simulator",
        "Countersign",
        VERSION,
        DriverDescriptor.API_LEVEL,
        List.of("Countersign virtual encoder"),
        EncoderConfig.keys());
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    return open(context, Pace.real());
  }

  /** Opens an encoder that lives by another clock. */
  public VirtualEncoder open(DriverContext context, Pace pace) throws DeviceException {
    EncoderConfig config = EncoderConfig.read(context.deviceId(), context.config());
    return new VirtualEncoder(context.deviceId(), config, context.events(), pace);
  }
}
