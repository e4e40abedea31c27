package org.countersign.osdp;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.tck.Bench;
import org.countersign.tck.DriverConformanceKit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The driver for OSDP readers keeps the contract of a driver. */
final class OsdpKitIT {

  @Nested
  class OnASerialLine extends DriverConformanceKit {

    @TempDir static Path folder;

    @Override
    protected Bench bench() throws Exception {
      return new OsdpBench(
          folder, Pty.open(folder.resolve("first")), Pty.open(folder.resolve("second")));
    }
  }

  @Nested
  class BehindASerialDeviceServer extends DriverConformanceKit {

    @TempDir static Path folder;

    @Override
    protected Bench bench() throws Exception {
      return new OsdpBench(folder, TcpPort.open(), TcpPort.open());
    }
  }
}
