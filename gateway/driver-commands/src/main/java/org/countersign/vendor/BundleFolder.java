package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.BundleArchive;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.BundleSignatures;

/** A folder of our own with a copy of a bundle; it goes when closed. */
final class BundleFolder implements AutoCloseable {

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private final Path scratch;

  private BundleFolder(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Copies a bundle's folder or unpacks its zip. A folder goes through an archive too, so that both
   * are held to the same rules: no symbolic links, no strange names, no excess.
   *
   * @param parent where the copy is made, below a name that begins with a point
   */
  static BundleFolder copy(Path bundle, Path parent) throws BundleRefused, IOException {
    if (!Files.exists(bundle)) {
      throw new IOException("there is no bundle " + bundle);
    }
    BundleFolder copy = new BundleFolder(Files.createTempDirectory(parent, ".driver-"));
    try {
      Path archive = bundle;
      if (Files.isDirectory(bundle)) {
        archive = copy.scratch.resolve("bundle.zip");
        BundleArchive.pack(bundle, archive);
      }
      Files.createDirectory(copy.folder());
      BundleArchive.unpack(archive, copy.folder());
      copy.setModes();
      return copy;
    } catch (BundleRefused | IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** The copy. */
  Path folder() {
    return scratch.resolve("bundle");
  }

  /** A place beside the copy, on the same file system, gone with it. */
  Path beside(String name) {
    return scratch.resolve(name);
  }

  private void setModes() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, Files.isDirectory(file) ? FOLDER : FILE);
      }
    }
  }

  /** A bundle whose files nobody has signed yet: form, manifest and level alone are judged. */
  static Bundle unsigned(Path folder) throws BundleRefused, IOException {
    return Bundle.read(folder, Bundle.Trust.SHIPPED, BundleSignatures.nobody());
  }

  /** Deletes a folder with everything in it; nothing happens if there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  @Override
  public void close() throws IOException {
    delete(scratch);
  }
}
