package org.countersign.encoderprinter;

import java.time.Duration;
import org.countersign.driver.CardExit;
import org.countersign.driver.DeviceException;

/** The ways out. */
final class Exit implements CardExit {

  private final Service service;
  private final Transport transport;

  Exit(Service service, Transport transport) {
    this.service = service;
    this.transport = transport;
  }

  @Override
  public void present(Duration limit) throws DeviceException {
    transport.leave(Operation.PRESENT, service.deadline(limit), "presenting the card");
  }

  @Override
  public void retain(Duration limit) throws DeviceException {
    transport.leave(Operation.RETAIN, service.deadline(limit), "retaining the card");
  }
}
