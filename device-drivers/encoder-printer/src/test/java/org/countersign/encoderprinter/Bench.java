package org.countersign.encoderprinter;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipContact;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.link.Links;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.encoderprinter.EmulatedPrinter;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;

/** An emulated printer on a TCP port and the driver that opens it. */
final class Bench implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(10);

  final CardTray tray = new CardTray("bench");
  final TcpPort port;
  final EmulatedPrinter printer;
  final GatewayLinks lines = new GatewayLinks();
  final List<DeviceEvent> events = new CopyOnWriteArrayList<>();
  final Map<String, String> config = new HashMap<>();

  Bench() throws IOException {
    this(50);
  }

  Bench(int hopper) throws IOException {
    port = TcpPort.open();
    printer = EmulatedPrinter.start(port, CardSpec.blank(CardKind.FILE), hopper, tray);
    for (ConfigKey key : Settings.KEYS) {
      key.defaultValue().ifPresent(value -> config.put(key.name(), value));
    }
    config.put("link", port.address());
    config.put("answer-time", "2000000");
  }

  Links links() {
    return lines.forDevice("window-1");
  }

  Device open() throws DeviceException {
    return open(links());
  }

  Device open(Links over) throws DeviceException {
    return new EncoderPrinterDriver().open(DriverContext.of("window-1", config, events::add, over));
  }

  static <C extends Capability> C of(Device device, Class<C> type) {
    return device.capability(type).orElseThrow();
  }

  static ChipContact chip(Device device) {
    return of(device, ChipContact.class);
  }

  static CardFeeder feeder(Device device) {
    return of(device, CardFeeder.class);
  }

  static CardExit exit(Device device) {
    return of(device, CardExit.class);
  }

  static CardPositions positions(Device device) {
    return of(device, CardPositions.class);
  }

  static CardPrinter head(Device device) {
    return of(device, CardPrinter.class);
  }

  @Override
  public void close() {
    printer.close();
    lines.close();
  }
}
