package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds the ledger. */
final class LedgerFolder {

  private LedgerFolder() {}

  /** Makes the folder of the file, its owner's alone, if it is missing. */
  static void make(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new LedgerException("cannot make the ledger's folder " + folder, e);
    }
  }
}
