package org.countersign.osdp;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.tck.Bench;
import org.countersign.tck.ReplugKit;
import org.junit.jupiter.api.io.TempDir;

/** An OSDP reader whose plug is pulled a hundred times. */
final class OsdpReplugIT extends ReplugKit {

  @TempDir static Path folder;

  @Override
  protected Bench bench() throws Exception {
    return new OsdpBench(
        folder, Pty.open(folder.resolve("first")), Pty.open(folder.resolve("second")));
  }
}
