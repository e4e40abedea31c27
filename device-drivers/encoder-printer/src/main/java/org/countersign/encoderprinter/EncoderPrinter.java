package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** One printer; it can do what its dialect has methods for. */
final class EncoderPrinter implements Device {

  private static final Duration OPENING = Duration.ofSeconds(20);

  private final Service service;
  private final DeviceInfo info;
  private final Encoder encoder;
  private final Map<Class<? extends Capability>, Capability> capabilities = new LinkedHashMap<>();

  private EncoderPrinter(Service service, Settings settings, DeviceInfo info) {
    this.service = service;
    this.info = info;
    Dialect dialect = settings.dialect();
    Transport transport = new Transport(service, settings.station());
    this.encoder = new Encoder(service, transport);
    transport.beforeMoving(encoder::powerDown);
    if (dialect.hasAll(Operation.CHIP_ON, Operation.CHIP_EXCHANGE, Operation.CHIP_OFF)) {
      capabilities.put(ChipContact.class, encoder);
    }
    if (transport.positions().size() > 1) {
      capabilities.put(CardPositions.class, transport);
    }
    if (dialect.has(Operation.SUPPLIES)) {
      capabilities.put(CardFeeder.class, new Hopper(service, transport));
    }
    if (dialect.hasAll(Operation.PRESENT, Operation.RETAIN)) {
      capabilities.put(CardExit.class, new Exit(service, transport));
    }
    if (dialect.hasAll(
        Operation.TO_PRINT,
        Operation.PRINT_BEGIN,
        Operation.PRINT_SET,
        Operation.PRINT_BITMAP,
        Operation.PRINT_RUN,
        Operation.PRINT_END)) {
      capabilities.put(CardPrinter.class, new Printer(service, transport));
    }
  }

  /** Asks the printer who it is. */
  static EncoderPrinter open(Service service, Settings settings) throws DeviceException {
    if (!settings.dialect().has(Transport.to(settings.station()))) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "opening a printer: its dialect %s knows no way to the station %s"
              .formatted(settings.dialect().name(), settings.station()));
    }
    Deadline deadline = service.deadline(OPENING);
    DeviceInfo info =
        new DeviceInfo(
            said(service, Operation.MODEL, deadline),
            said(service, Operation.SERIAL, deadline),
            said(service, Operation.FIRMWARE, deadline));
    return new EncoderPrinter(service, settings, info);
  }

  /** A word of failure in the place of an answer is no serial number. */
  private static String said(Service service, Operation operation, Deadline deadline)
      throws DeviceException {
    String doing = "asking the printer for its " + operation.key();
    String text = service.ask(operation, Map.of(), deadline, doing).text().strip();
    String word = Word.of(text);
    if (service.dialect().isWord(word)) {
      throw service.dialect().word(word).failure(doing, Effect.NONE);
    }
    return text;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return Set.copyOf(capabilities.keySet());
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.ofNullable(capabilities.get(type)).map(type::cast);
  }

  @Override
  public void reset() throws DeviceException {
    Deadline deadline = service.deadline(OPENING);
    encoder.powerDown(deadline);
    service.ask(Operation.STATE, Map.of(), deadline, "asking the printer for its state");
  }

  @Override
  public void close() {
    service.close();
  }
}
