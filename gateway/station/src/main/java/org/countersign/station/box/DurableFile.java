package org.countersign.station.box;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A small file that is there whole, as it was or as it is to be, whatever is cut off meanwhile. */
public final class DurableFile {

  private DurableFile() {}

  /**
   * Writes a file anew; it is on the disk, with its name, when this returns. One caller at a time
   * for a file: its {@code .new} neighbour is used.
   *
   * @param file in an existing folder
   * @throws IOException if it cannot be written; what was there before is still there
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        int ignored = out.write(rest);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().resolveSibling(""))) {
      folder.force(true);
    }
  }
}
