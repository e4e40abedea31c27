package org.countersign.pn532;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.tck.Bench;
import org.countersign.tck.DriverConformanceKit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The driver for the PN532 keeps the contract of a driver. */
final class Pn532KitIT {

  @Nested
  class OnASerialPort extends DriverConformanceKit {

    @TempDir static Path folder;

    @Override
    protected Bench bench() throws Exception {
      return new Pn532Bench(Pty.open(folder.resolve("first")), Pty.open(folder.resolve("second")));
    }
  }

  @Nested
  class BehindASerialDeviceServer extends DriverConformanceKit {
    @Override
    protected Bench bench() throws Exception {
      return new Pn532Bench(TcpPort.open(), TcpPort.open());
    }
  }
}
