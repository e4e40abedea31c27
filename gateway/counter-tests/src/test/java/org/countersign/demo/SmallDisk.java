package org.countersign.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.countersign.testbed.RealPart;

/** A real file system of a few megabytes (tmpfs) that can be filled and made read-only. */
final class SmallDisk implements AutoCloseable {

  private static final int BLOCK = 4_096;

  private final Path place;

  private SmallDisk(Path place) {
    this.place = place;
  }

  /** Mounts one; needs root, as {@code .ci/run} has it. */
  static SmallDisk mount(Path place, int megabytes) throws Exception {
    Files.createDirectories(place);
    Path mount = RealPart.require("mount", "mount");
    if (!run(mount, "-t", "tmpfs", "-o", "mode=700,size=" + megabytes + "m", "none", place)) {
      RealPart.absent("a file system of one's own can be mounted by root only");
    }
    return new SmallDisk(place);
  }

  /** Where it is. */
  Path place() {
    return place;
  }

  /** Takes every byte that is left. */
  void fill() {
    try (OutputStream filler = Files.newOutputStream(filler())) {
      byte[] block = new byte[BLOCK];
      while (true) {
        filler.write(block);
      }
    } catch (IOException full) {
      // That is the end of it.
    }
  }

  /** Gives back what {@link #fill} took. */
  void empty() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return place.resolve("filler");
  }

  /** Whether files on it can be written; none may be open for that. */
  void writable(boolean writable) {
    if (!run("mount", "-o", "remount," + (writable ? "rw" : "ro"), place)) {
      throw new IllegalStateException("cannot remount " + place);
    }
  }

  private static boolean run(Object... command) {
    try {
      List<String> words = java.util.Arrays.stream(command).map(String::valueOf).toList();
      return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", "-l", place)) {
      throw new IOException("cannot unmount " + place);
    }
  }
}
