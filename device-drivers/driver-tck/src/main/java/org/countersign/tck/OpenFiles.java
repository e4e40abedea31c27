package org.countersign.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The file handles of this process, as {@code /proc} tells them on Linux. */
final class OpenFiles {

  private static final Path HANDLES = Path.of("/proc/self/fd");

  private OpenFiles() {}

  static boolean areKnown() {
    return Files.isDirectory(HANDLES);
  }

  /**
   * What each handle leads to, in words of the kernel, numbers of sockets and pipes left out. Jars
   * are left out: a class loader opens one for good when a class of it is first wanted, at whatever
   * moment that is.
   */
  static List<String> now() {
    List<String> open = new ArrayList<>();
    if (areKnown()) {
      try (Stream<Path> all = Files.list(HANDLES)) {
        all.map(OpenFiles::target).filter(file -> !file.endsWith(".jar")).forEach(open::add);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return open;
  }

  private static String target(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString().replaceAll("\\[\\d+\\]", "");
    } catch (IOException e) {
      // Closed since it was listed; the listing's own handle is one of these.
      return "(closed)";
    }
  }
}
