package org.countersign.osdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.osdp.EmulatedOsdpBus;
import org.countersign.emulator.osdp.EmulatedOsdpReader;
import org.countersign.emulator.osdp.OsdpHabit;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.GatewayLinks;

/** An emulated bus with one reader or two, and the driver at the other end. */
final class Rig implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(20);

  /** A key that must be seen nowhere. */
  static final byte[] KEY = HexFormat.of().parseHex("C0FFEE00C0FFEE11C0FFEE22C0FFEE33");

  final EmulatedOsdpReader reader;
  final EmulatedOsdpBus bus;
  final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
  final Map<String, String> config = new HashMap<>();
  private final Path folder;
  private final EmulatedDevice device;
  private final GatewayLinks gateway = new GatewayLinks();
  private Links links = gateway.forDevice("reader");

  private Rig(
      EmulatedPort port, Path folder, EmulatedOsdpReader reader, EmulatedOsdpReader... others)
      throws IOException {
    this.folder = folder;
    this.reader = reader;
    List<EmulatedOsdpReader> readers = new ArrayList<>(List.of(others));
    readers.add(reader);
    bus = new EmulatedOsdpBus(readers);
    device = EmulatedDevice.start("osdp", port, bus);
    new OsdpDriver()
        .descriptor()
        .configKeys()
        .forEach(k -> k.defaultValue().ifPresent(v -> config.put(k.name(), v)));
    config.put("port", port.address());
    config.put("reply-time", "60000");
    config.put("poll", "5000");
    config.put("baud", "115200");
    config.put("smart-card", "true");
    config.put("file-type", "1");
    key("key-file", KEY);
    reader.speed(115_200, () -> 115_200);
  }

  static Rig overPty(Path folder) throws IOException {
    return new Rig(Pty.open(folder.resolve("by-id")), folder, reader(OsdpModel.ENCODER));
  }

  static Rig overTcp(Path folder) throws IOException {
    return overTcp(folder, reader(OsdpModel.ENCODER));
  }

  static Rig overTcp(Path folder, EmulatedOsdpReader reader, EmulatedOsdpReader... others)
      throws IOException {
    return new Rig(TcpPort.open(), folder, reader, others);
  }

  static EmulatedOsdpReader reader(OsdpModel model) {
    return new EmulatedOsdpReader(model, 0, KEY);
  }

  void key(String setting, byte[] key) throws IOException {
    Path file = folder.resolve(setting);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, HexFormat.of().formatHex(key) + "\n");
    config.put(setting, file.toString());
  }

  void habit(OsdpHabit habit, int code, int times) {
    reader.habits().set(habit, code, times);
  }

  EmulatedPort port() {
    return device.port();
  }

  Links links() {
    return links;
  }

  FaultyLinks faults(FaultPlan plan, long seed) {
    FaultyLinks faulty = new FaultyLinks(gateway.forDevice("reader"), plan, seed);
    links = faulty;
    return faulty;
  }

  void through(Links other) {
    links = other;
  }

  Device open() throws DeviceException {
    return new OsdpDriver()
        .open(DriverContext.of("reader", Map.copyOf(config), events::add, links));
  }

  static ChipContact chip(Device device) {
    return device.capability(ChipContact.class).orElseThrow();
  }

  static FirmwareTarget firmware(Device device) {
    return device.capability(FirmwareTarget.class).orElseThrow();
  }

  @Override
  public void close() {
    device.close();
    gateway.close();
  }
}
