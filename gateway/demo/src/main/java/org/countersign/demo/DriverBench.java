package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.ccid.EmulatedCcidReader;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.emulator.encoderprinter.EmulatedPrinter;
import org.countersign.emulator.osdp.EmulatedOsdpBus;
import org.countersign.emulator.osdp.EmulatedOsdpReader;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.emulator.pn532.Pn532Emulator;
import org.countersign.link.LineFault;
import org.countersign.simulator.CardTray;
import org.countersign.testbed.CardSlot;
import org.countersign.trust.secret.SecretFile;

/** The drivers of devices on a line, each with its device in software at the line's other end. */
enum DriverBench {
  /** On a pseudo-terminal; fed by hand. */
  PN532("pn532") {
    @Override
    Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException {
      Pn532Emulator chip = new Pn532Emulator();
      EmulatedDevice device = EmulatedDevice.start(word(), Pty.open(folder.resolve(PORT)), chip);
      boolean bad = run.mode() == DriverMode.DAMAGED;
      return new Setup(
          """
          driver = "pn532"
          port = "%s"
          poll-interval = "20ms"
          slowest-command = "%s"
          bad-line = %s
          """
              .formatted(device.port().address(), bad ? "500ms" : "2s", bad),
          Optional.of(chip.slot()),
          device::close);
    }

    @Override
    boolean bears(LineFault fault) {
      return fault != LineFault.DUPLICATE;
    }
  },

  /** A GemPC Twin: single T=1 blocks. On a pseudo-terminal; fed by hand. */
  SERIAL_CCID("serial-ccid") {
    @Override
    Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException {
      return ccid(folder, ReaderModel.gemPcTwin(), "gempc-twin");
    }
  },

  /** The same driver with ACS framing: short APDUs. On a pseudo-terminal; fed by hand. */
  SERIAL_CCID_ACS("serial-ccid-acs") {
    @Override
    Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException {
      return ccid(folder, ReaderModel.acsSerial(), "acs");
    }

    @Override
    boolean bears(LineFault fault) {
      return fault != LineFault.DUPLICATE;
    }
  },

  /** Transparent mode over a secure channel. On a pseudo-terminal; fed by hand. */
  OSDP("osdp") {
    @Override
    Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException {
      EmulatedOsdpReader reader = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, OSDP_KEY);
      reader.speed(OSDP_BAUD, () -> OSDP_BAUD);
      EmulatedDevice device =
          EmulatedDevice.start(
              word(), Pty.open(folder.resolve(PORT)), new EmulatedOsdpBus(List.of(reader)));
      Path key = folder.resolve("scbk");
      SecretFile.create(key, HexFormat.of().formatHex(OSDP_KEY) + "\n");
      return new Setup(
          """
          driver = "osdp"
          port = "%s"
          baud = %d
          key-file = "%s"
          smart-card = true
          poll = "20ms"
          """
              .formatted(device.port().address(), OSDP_BAUD, key),
          Optional.of(reader),
          device::close);
    }
  },

  /** Over TCP; feeds and presents by itself. */
  ENCODER_PRINTER("encoder-printer") {
    @Override
    Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException {
      CardTray tray = new CardTray(word());
      EmulatedPrinter printer =
          EmulatedPrinter.start(
              TcpPort.open(), "EP-000017", blanks::take, 3 * run.cards() + SPARE, tray);
      return new Setup(
          """
          driver = "encoder-printer"
          link = "%s"
          """
              .formatted(printer.port().address()),
          Optional.empty(),
          () -> {
            printer.close();
            tray.retained().forEach(blanks::keepApart);
          });
    }

    @Override
    String exchange() {
      return "2s";
    }
  };

  /** Not a key of anybody's reader. */
  private static final byte[] OSDP_KEY =
      HexFormat.of().parseHex("000102030405060708090A0B0C0D0E0F");

  private static final int OSDP_BAUD = 115_200;
  private static final String PORT = "port";
  private static final int SPARE = 20;

  private final String word;

  DriverBench(String word) {
    this.word = word;
  }

  /** Name on the command line and in the table. */
  String word() {
    return word;
  }

  /**
   * The bench of a name.
   *
   * @throws IllegalArgumentException with the names there are
   */
  static DriverBench of(String word) {
    return Arrays.stream(values())
        .filter(bench -> bench.word.equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no driver '%s'; there are all, %s"
                    .formatted(
                        word,
                        Arrays.stream(values())
                            .map(DriverBench::word)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * A device that serves.
   *
   * @param toml its file but for what every device has
   * @param slot where a hand lays the cards; empty if it feeds itself
   */
  record Setup(String toml, Optional<CardSlot> slot, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /**
   * Starts the device.
   *
   * @param folder for its port and its files
   * @param run whose cards are to be made; the feeder holds more than three times as many
   */
  abstract Setup start(Path folder, BlankPile blanks, DriverRun.Options run) throws IOException;

  /**
   * Limit of one exchange with the chip. The usual one, which has room for what is lost and asked
   * for again; a driver that asks for nothing again would only wait for it.
   */
  String exchange() {
    return "10s";
  }

  /** Whether the protocol has anything against the fault; see the limits in the driver's README. */
  boolean bears(LineFault fault) {
    return true;
  }

  private static Setup ccid(Path folder, ReaderModel model, String framing) throws IOException {
    EmulatedCcidReader reader = new EmulatedCcidReader(model);
    EmulatedDevice device =
        EmulatedDevice.start("serial-ccid", Pty.open(folder.resolve(PORT)), reader);
    return new Setup(
        """
        driver = "serial-ccid"
        port = "%s"
        framing = "%s"
        slot = %d
        poll = "20ms"
        """
            .formatted(device.port().address(), framing, model.slot()),
        Optional.of(reader),
        device::close);
  }
}
