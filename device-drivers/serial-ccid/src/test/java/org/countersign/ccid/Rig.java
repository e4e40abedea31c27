package org.countersign.ccid;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.ccid.EmulatedCcidReader;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.GatewayLinks;

/** An emulated reader at a port, and the driver at the other end. */
final class Rig implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(30);

  final EmulatedCcidReader reader;
  final List<DeviceEvent> events = new CopyOnWriteArrayList<>();
  final Map<String, String> config = new HashMap<>();
  private final EmulatedDevice emulated;
  private final GatewayLinks gateway = new GatewayLinks();
  private Links links = gateway.forDevice("reader");

  private Rig(ReaderModel model, EmulatedPort port) {
    reader = new EmulatedCcidReader(model);
    emulated = EmulatedDevice.start("ccid", port, reader);
    config.put("port", port.address());
    config.put("framing", model.acs() ? "acs" : "gempc-twin");
    config.put("slot", String.valueOf(model.slot()));
    config.put("poll", "20000");
  }

  static Rig overTcp(ReaderModel model) throws IOException {
    return new Rig(model, TcpPort.open());
  }

  static Rig overPty(ReaderModel model, Path folder) throws IOException {
    return new Rig(model, Pty.open(folder.resolve("reader")));
  }

  EmulatedPort port() {
    return emulated.port();
  }

  Rig with(String key, String value) {
    config.put(key, value);
    return this;
  }

  /** The same line with faults. */
  FaultyLinks faults(FaultPlan plan, long seed) {
    FaultyLinks faulty = new FaultyLinks(gateway.forDevice("reader"), plan, seed);
    links = faulty;
    return faulty;
  }

  /** The same line, whose adapter can keep an answer back. */
  HeldAnswer heldAnswer() {
    HeldAnswer held = new HeldAnswer(gateway.forDevice("reader"));
    links = held;
    return held;
  }

  /** The same line, on which the reader understands its own speed alone. */
  SpeedGate speedGate() {
    SpeedGate gate = new SpeedGate(gateway.forDevice("reader"), reader::communicationMode);
    links = gate;
    return gate;
  }

  Device open() throws DeviceException {
    return new SerialCcidDriver().open(DriverContext.of("reader", config, events::add, links));
  }

  static ChipContact chip(Device device) {
    return device.capability(ChipContact.class).orElseThrow();
  }

  @Override
  public void close() {
    emulated.close();
    gateway.close();
  }
}
