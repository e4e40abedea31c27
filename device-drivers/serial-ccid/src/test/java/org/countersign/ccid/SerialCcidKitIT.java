package org.countersign.ccid;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.tck.Bench;
import org.countersign.tck.DriverConformanceKit;
import org.countersign.tck.card.KitCard.Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The driver for serial CCID readers keeps the contract of a driver, over both framings. */
final class SerialCcidKitIT {

  @Nested
  class OfATwinWithACardOfT1 extends DriverConformanceKit {

    @TempDir static Path folder;

    @Override
    protected Bench bench() throws Exception {
      return new CcidBench(
          ReaderModel.gemPcTwin(),
          Protocol.T1,
          Pty.open(folder.resolve("first")),
          Pty.open(folder.resolve("second")));
    }
  }

  @Nested
  class OfATwinWithACardOfT0 extends DriverConformanceKit {

    @TempDir static Path folder;

    @Override
    protected Bench bench() throws Exception {
      return new CcidBench(
          ReaderModel.gemPcTwin(),
          Protocol.T0,
          Pty.open(folder.resolve("first")),
          Pty.open(folder.resolve("second")));
    }
  }

  @Nested
  class OfAnAcsReaderBehindASerialDeviceServer extends DriverConformanceKit {
    @Override
    protected Bench bench() throws Exception {
      return new CcidBench(ReaderModel.acsSerial(), Protocol.T1, TcpPort.open(), TcpPort.open());
    }
  }
}
