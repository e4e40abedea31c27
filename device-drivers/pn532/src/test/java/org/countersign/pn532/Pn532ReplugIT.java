package org.countersign.pn532;

import java.nio.file.Path;
import org.countersign.emulator.Pty;
import org.countersign.tck.Bench;
import org.countersign.tck.ReplugKit;
import org.junit.jupiter.api.io.TempDir;

/** A PN532 whose plug is pulled a hundred times. */
final class Pn532ReplugIT extends ReplugKit {

  @TempDir static Path folder;

  @Override
  protected Bench bench() throws Exception {
    return new Pn532Bench(Pty.open(folder.resolve("first")), Pty.open(folder.resolve("second")));
  }
}
