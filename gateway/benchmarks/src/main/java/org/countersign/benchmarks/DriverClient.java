package org.countersign.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;

/** Our driver, by the interface that the gateway uses. */
final class DriverClient implements ReaderClient {

  /** More than any call here may take. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Device device;
  private final ChipContact contact;

  private DriverClient(Device device) throws DeviceException {
    this.device = device;
    this.contact = device.capability(ChipContact.class).orElseThrow();
    if (!contact.awaitChip(true, LIMIT)) {
      throw new IllegalStateException("no card appeared in " + device.info().model());
    }
    contact.powerOn(LIMIT);
  }

  /** With the card that is in the reader or comes into it. */
  static DriverClient open(String reader, Path socket) throws DeviceException {
    return new DriverClient(device(reader, socket));
  }

  /** The reader alone. */
  static Device device(String reader, Path socket) throws DeviceException {
    DriverProvider driver =
        ServiceLoader.load(DriverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.descriptor().id().equals("pcsc"))
            .findFirst()
            .orElseThrow();
    Map<String, String> config = Map.of("reader", reader, "socket", socket.toString());
    return driver.open(DriverContext.of(reader, config, event -> {}));
  }

  @Override
  public byte[] exchange(byte[] command) throws DeviceException {
    return contact.transceive(command, LIMIT);
  }

  @Override
  public void close() {
    device.close();
  }
}
