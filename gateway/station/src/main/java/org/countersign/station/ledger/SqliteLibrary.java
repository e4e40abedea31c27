package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where SQLite's native library is loaded from. An installation carries it and names it with the
 * system properties {@code org.sqlite.lib.path} and {@code org.sqlite.lib.name}; a folder or file
 * that group or others may write to is refused. Without them the driver unpacks it, not into the
 * common temporary folder but into one beside the ledger that this user alone may enter.
 */
final class SqliteLibrary {

  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String UNPACK_TO = "org.sqlite.tmpdir";

  private SqliteLibrary() {}

  /** Settles the place; to be called before the first connection of the process. */
  static void settle(Path ledger) {
    String path = System.getProperty(PATH);
    try {
      if (path != null) {
        String name = System.getProperty(NAME, System.mapLibraryName("sqlitejdbc"));
        System.setProperty(NAME, name);
        refuseWritableByOthers(Path.of(path));
        refuseWritableByOthers(Path.of(path, name));
      } else {
        System.setProperty(UNPACK_TO, privateFolder(ledger).toString());
      }
    } catch (IOException e) {
      throw new LedgerException("cannot settle where SQLite's native library is loaded from", e);
    }
  }

  /**
   * Settles the place for a process that only looks at a ledger and must write nothing beside it.
   */
  static synchronized void settleElsewhere() throws IOException {
    if (System.getProperty(PATH) == null && System.getProperty(UNPACK_TO) == null) {
      Path folder = Files.createTempDirectory("countersign-native-");
      System.setProperty(UNPACK_TO, folder.toString());
      // SQLite's own file in it is deleted at the end as well, before this.
      folder.toFile().deleteOnExit();
    }
  }

  private static Path privateFolder(Path ledger) throws IOException {
    Path folder = ledger.resolveSibling(".native");
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
    String owner = Files.getOwner(folder).getName();
    if (!PosixFilePermissions.toString(mode).equals("rwx------")
        || !owner.equals(System.getProperty("user.name"))) {
      throw new LedgerException(
          folder + " must belong to this user with mode 0700: code is loaded from it");
    }
    return folder;
  }

  private static void refuseWritableByOthers(Path place) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(place);
    if (mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new LedgerException(
          place
              + " is writable by others than its owner, and code is loaded from it: chmod go-w "
              + place);
    }
  }
}
