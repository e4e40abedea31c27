package org.countersign.ccid;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.tck.Bench;
import org.countersign.tck.ReplugKit;
import org.countersign.tck.card.KitCard.Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A serial CCID reader whose plug is pulled a hundred times. */
final class SerialCcidReplugIT {

  @Nested
  class ATwin extends ReplugKit {

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
  class AnAcsReaderBehindASerialDeviceServer extends ReplugKit {
    @Override
    protected Bench bench() throws Exception {
      return new CcidBench(ReaderModel.acsSerial(), Protocol.T1, TcpPort.open(), TcpPort.open());
    }
  }
}
