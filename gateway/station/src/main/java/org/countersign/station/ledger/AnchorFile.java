package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/** An {@link AnchorStore} in a folder, mode 0600. */
final class AnchorFile implements AnchorStore {

  private final Path file;
  private final Path folder;
  private final Path unfinished;

  AnchorFile(Path file) {
    this.file = file.toAbsolutePath();
    this.folder = this.file.resolveSibling(".").normalize();
    this.unfinished = this.file.resolveSibling(this.file.getFileName() + ".new");
  }

  @Override
  public Optional<byte[]> read() throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  @Override
  public void create(byte[] content) throws IOException {
    Files.createDirectories(folder);
    Files.deleteIfExists(unfinished);
    try (FileChannel out =
        FileChannel.open(
            unfinished,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
        int ignored = out.write(rest);
      }
    }
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  @Override
  public void replace() throws IOException {
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void syncFolder() throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
