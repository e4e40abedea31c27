package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.DeviceException;
import org.countersign.driver.StorageUnit;

/** The blanks. */
final class Hopper implements CardFeeder {

  private static final Duration COUNTING = Duration.ofSeconds(10);

  private final Service service;
  private final Transport transport;

  Hopper(Service service, Transport transport) {
    this.service = service;
    this.transport = transport;
  }

  @Override
  public void feed(Duration limit) throws DeviceException {
    transport.feed(service.deadline(limit));
  }

  @Override
  public List<StorageUnit> units() throws DeviceException {
    Answer counts =
        service.ask(
            Operation.SUPPLIES, Map.of(), service.deadline(COUNTING), "counting the blanks");
    return List.of(
        new StorageUnit("hopper", Counts.of(counts, "hopper"), Counts.of(counts, "hopper-low")));
  }
}
