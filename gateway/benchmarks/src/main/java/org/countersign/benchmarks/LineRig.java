package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.countersign.ccid.SerialCcidDriver;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.ccid.EmulatedCcidReader;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.emulator.encoderprinter.EmulatedPrinter;
import org.countersign.emulator.osdp.EmulatedOsdpBus;
import org.countersign.emulator.osdp.EmulatedOsdpReader;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.emulator.pn532.Pn532Emulator;
import org.countersign.encoderprinter.EncoderPrinterDriver;
import org.countersign.host.settings.DriverSettings;
import org.countersign.host.settings.Notation;
import org.countersign.link.GatewayLinks;
import org.countersign.osdp.OsdpDriver;
import org.countersign.pn532.Pn532Driver;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;

/** A driver over the gateway's own link, an emulated device at its end, and a powered card. */
final class LineRig implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final byte[] OSDP_KEY =
      HexFormat.of().parseHex("000102030405060708090A0B0C0D0E0F");

  private final RecordingPort port;
  private final AutoCloseable emulated;
  private final GatewayLinks links = new GatewayLinks();
  private final Device device;
  private final ChipContact chip;
  private final int maxCommand;

  private LineRig(
      DriverProvider driver,
      RecordingPort port,
      AutoCloseable emulated,
      Map<String, String> settings)
      throws DeviceException {
    this.port = port;
    this.emulated = emulated;
    DriverSettings checked =
        DriverSettings.check(
            driver.descriptor().configKeys(), settings, Notation.TEXT, Path.of("/"));
    if (!checked.good()) {
      throw new IllegalArgumentException("settings: " + checked.problems());
    }
    Map<String, String> config = checked.values();
    device = driver.open(DriverContext.of("bench", config, e -> {}, links.forDevice("bench")));
    chip = device.capability(ChipContact.class).orElseThrow();
    if (device.capability(CardFeeder.class).isPresent()) {
      device.capability(CardFeeder.class).get().feed(LIMIT);
    }
    if (!chip.awaitChip(true, LIMIT)) {
      throw new IllegalStateException("no card in " + device.info().model());
    }
    maxCommand = chip.powerOn(LIMIT).maxCommandBytes();
    chip.transceive(EchoCard.select(), LIMIT);
  }

  /** Makes one at that port, which is closed with it. */
  @FunctionalInterface
  interface Maker {
    LineRig at(EmulatedPort port, Path folder) throws IOException, DeviceException;
  }

  static LineRig twin(EmulatedPort at, Path folder) throws DeviceException {
    return ccid(at, ReaderModel.gemPcTwin(), "gempc-twin");
  }

  private static LineRig ccid(EmulatedPort at, ReaderModel model, String framing)
      throws DeviceException {
    RecordingPort port = new RecordingPort(at);
    EmulatedCcidReader reader = new EmulatedCcidReader(model);
    reader.insert(new EchoCard());
    String slot = String.valueOf(model.slot());
    return new LineRig(
        new SerialCcidDriver(),
        port,
        EmulatedDevice.start("ccid", port, reader),
        Map.of("port", port.address(), "framing", framing, "slot", slot));
  }

  static LineRig pn532(EmulatedPort at, Path folder) throws DeviceException {
    RecordingPort port = new RecordingPort(at);
    Pn532Emulator reader = new Pn532Emulator();
    reader.slot().insert(new EchoCard());
    return new LineRig(
        new Pn532Driver(),
        port,
        EmulatedDevice.start("pn532", port, reader),
        Map.of("port", port.address()));
  }

  static LineRig osdp(EmulatedPort at, Path folder) throws IOException, DeviceException {
    RecordingPort port = new RecordingPort(at);
    EmulatedOsdpReader reader = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, OSDP_KEY);
    reader.speed(115_200, () -> 115_200);
    reader.insert(new EchoCard());
    Path key = folder.resolve("key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, HexFormat.of().formatHex(OSDP_KEY) + "\n");
    return new LineRig(
        new OsdpDriver(),
        port,
        EmulatedDevice.start("osdp", port, new EmulatedOsdpBus(List.of(reader))),
        Map.of(
            "port",
            port.address(),
            "baud",
            "115200",
            "smart-card",
            "true",
            "key-file",
            key.toString()));
  }

  static LineRig printer(EmulatedPort at, Path folder) throws DeviceException {
    RecordingPort port = new RecordingPort(at);
    EmulatedPrinter printer =
        EmulatedPrinter.start(port, CardSpec.blank(CardKind.KIT), 1, new CardTray("bench"));
    return new LineRig(new EncoderPrinterDriver(), port, printer, Map.of("link", port.address()));
  }

  /** Bytes of the longest command that goes through in one. */
  int maxCommand() {
    return maxCommand;
  }

  byte[] transceive(byte[] command) throws DeviceException {
    return chip.transceive(command, LIMIT);
  }

  /** What went over the line since it was last asked. */
  LineScript script() {
    return port.take();
  }

  @Override
  public void close() throws Exception {
    device.close();
    links.close();
    emulated.close();
  }
}
