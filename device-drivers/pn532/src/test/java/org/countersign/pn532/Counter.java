package org.countersign.pn532;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.driver.ChipContact;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.pn532.Pn532Emulator;
import org.countersign.link.GatewayLinks;

/** An emulated chip, a line to it, and the driver's settings. */
final class Counter implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(10);

  final Pn532Emulator chip = new Pn532Emulator();
  final List<DeviceEvent> events = new CopyOnWriteArrayList<>();
  private final GatewayLinks links = new GatewayLinks();
  private final EmulatedDevice device;
  private final Map<String, String> config = new HashMap<>();

  Counter(EmulatedPort port) {
    this.device = EmulatedDevice.start("pn532", port, chip);
    for (ConfigKey key : new Pn532Driver().descriptor().configKeys()) {
      key.defaultValue().ifPresent(v -> config.put(key.name(), v));
    }
    config.put("port", port.address());
    config.put("poll-interval", "5000");
    // A card in software is never slow.
    config.put("slowest-command", "300000");
  }

  static Counter onPty(Path folder) throws IOException {
    return new Counter(Pty.open(folder.resolve("usb-PN532-if00")));
  }

  Counter with(String key, String value) {
    config.put(key, value);
    return this;
  }

  EmulatedPort port() {
    return device.port();
  }

  Links lines() {
    return links.forDevice("nfc-1");
  }

  Device open() throws DeviceException {
    return open(lines());
  }

  Device open(Links over) throws DeviceException {
    return new Pn532Driver().open(DriverContext.of("nfc-1", config, events::add, over));
  }

  LedgerCard layCard() {
    LedgerCard card = new LedgerCard();
    chip.slot().insert(card);
    return card;
  }

  static ChipContact contact(Device device) {
    return device.capability(ChipContact.class).orElseThrow();
  }

  @Override
  public void close() {
    links.close();
    device.close();
  }
}
