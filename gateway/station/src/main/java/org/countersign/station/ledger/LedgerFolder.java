package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds the ledger. */
final class LedgerFolder {

  private LedgerFolder() {}

  /**
   * Makes the folder of the file and an empty file, their owner's alone, if they are missing.
   * SQLite gives its log the permissions of the database.
   */
  static void make(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, mode("rwx------"));
      }
      if (!Files.exists(file)) {
        Files.createFile(file, mode("rw-------"));
      }
    } catch (IOException e) {
      throw new LedgerException(
          "the ledger cannot be made ("
              + e.getMessage()
              + "): is the disk sound and not read-only, and the folder the gateway's own?",
          e);
    }
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
