package org.countersign.encoderprinter;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** Driver {@code encoder-printer}: card printers of the network with an encoder inside. */
public final class EncoderPrinterDriver implements DriverProvider {

  private static final DriverDescriptor DESCRIPTOR =
      new DriverDescriptor(
          "encoder-printer",
          "Countersign",
          "0.1.0",
          DriverDescriptor.API_LEVEL,
          List.of("printer-encoder with a JSON-RPC service in the manner of Evolis's"),
          Settings.KEYS);

  @Override
  public DriverDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    Settings settings = Settings.of(context.config());
    Service service = new Service(context, settings, System::nanoTime);
    boolean opened = false;
    try {
      EncoderPrinter printer = EncoderPrinter.open(service, settings);
      opened = true;
      return printer;
    } finally {
      if (!opened) {
        service.close();
      }
    }
  }
}
