package org.countersign.osdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.osdp.EmulatedOsdpBus;
import org.countersign.emulator.osdp.EmulatedOsdpReader;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.link.GatewayLinks;

/** An emulated bus, each reader with a card, and one loaded driver for all of them. */
final class BusRig implements AutoCloseable {

  /** Serial number of the reader with address 0. */
  static final int FIRST_SERIAL = 40;

  final List<EmulatedOsdpReader> readers = new ArrayList<>();
  final List<CountingCard> cards = new ArrayList<>();
  final AtomicInteger overlaps = new AtomicInteger();
  final AtomicInteger openings = new AtomicInteger();
  final AtomicInteger closings = new AtomicInteger();
  private final OsdpDriver driver = new OsdpDriver();
  private final GatewayLinks gateway = new GatewayLinks();
  private final EmulatedDevice bus;
  private final Path key;

  private BusRig(EmulatedPort port, Path folder, int count) throws IOException {
    key = folder.resolve("scbk");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, HexFormat.of().formatHex(Rig.KEY) + "\n");
    for (int i = 0; i < count; i++) {
      EmulatedOsdpReader reader =
          new EmulatedOsdpReader(OsdpModel.ENCODER.withSerial(FIRST_SERIAL + i), i, Rig.KEY);
      CountingCard card = new CountingCard();
      reader.insert(card);
      readers.add(reader);
      cards.add(card);
    }
    bus = EmulatedDevice.start("osdp", port, new EmulatedOsdpBus(readers));
  }

  static BusRig of(int count, Path folder) throws IOException {
    return new BusRig(TcpPort.open(), folder, count);
  }

  static BusRig overPty(int count, Path folder) throws IOException {
    return new BusRig(Pty.open(folder.resolve("by-id")), folder, count);
  }

  EmulatedPort port() {
    return bus.port();
  }

  /** The settings of the device of a reader. */
  Map<String, String> config(int address) {
    Map<String, String> config = new HashMap<>();
    driver
        .descriptor()
        .configKeys()
        .forEach(k -> k.defaultValue().ifPresent(v -> config.put(k.name(), v)));
    config.put("port", port().address());
    config.put("address", String.valueOf(address));
    config.put("reply-time", "60000");
    config.put("poll", "5000");
    config.put("baud", "115200");
    config.put("smart-card", "true");
    config.put("key-file", key.toString());
    return config;
  }

  Device open(int address) throws DeviceException {
    return open("reader-" + address, config(address));
  }

  Device open(String id, Map<String, String> config) throws DeviceException {
    Links watched =
        (address, settings, limit) -> {
          TurnWatch link =
              new TurnWatch(
                  gateway.forDevice(id).open(address, settings, limit), overlaps, closings);
          openings.incrementAndGet();
          return link;
        };
    return driver.open(DriverContext.of(id, Map.copyOf(config), e -> {}, watched));
  }

  @Override
  public void close() {
    bus.close();
    gateway.close();
  }
}
