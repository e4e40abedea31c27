package org.countersign.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Folders with short paths for the sockets of this process. A path that is given back is the first
 * to be taken again.
 */
final class TemporaryFolders {

  /** By path: whether it is taken. */
  private static final TreeMap<Path, Boolean> KNOWN = new TreeMap<>();

  private TemporaryFolders() {}

  /** An empty folder. */
  static synchronized Path take() throws IOException {
    Optional<Path> free =
        KNOWN.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).findFirst();
    Path folder =
        free.isPresent()
            ? Files.createDirectory(free.get())
            : Files.createTempDirectory(Path.of("/tmp"), "pcsc" + KNOWN.size() + "-");
    KNOWN.put(folder, true);
    return folder;
  }

  /** Deletes a folder; its path may be taken again. */
  static synchronized void giveBack(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
      KNOWN.put(folder, false);
    } catch (IOException e) {
      // Of no consequence: it lies among the temporary files and is not taken again.
      return;
    }
  }
}
