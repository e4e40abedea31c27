package org.countersign.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The readers of a {@link PrivatePcscd} as pcscd's configuration has them: one entry for two
 * readers, since Debian's vpcd has two slots, on one port each.
 *
 * @param count readers
 * @param firstPort port of reader 0; reader n has the n-th port after it
 */
record VpcdReaders(int count, int firstPort) {

  private static final String FRIENDLY_NAME = "Countersign Virtual Reader ";

  /** Chooses ports and writes {@code conf/} and the driver's copies. */
  static VpcdReaders configure(Path folder, int count) throws IOException {
    int entries = (count + 1) / 2;
    VpcdReaders readers = new VpcdReaders(count, FreePorts.consecutive(2 * entries));
    Files.createDirectories(folder.resolve("conf"));
    readers.writeEntries(folder);
    return readers;
  }

  /** Writes every entry anew. */
  void writeEntries(Path folder) throws IOException {
    for (int entry = 0; entry < (count + 1) / 2; entry++) {
      writeEntry(folder, entry);
    }
  }

  /** Takes the entry of a reader, and so its neighbour's, out of the configuration. */
  void removeEntry(Path folder, int reader) throws IOException {
    Files.delete(folder.resolve("conf").resolve("vpcd" + reader / 2));
  }

  private void writeEntry(Path folder, int entry) throws IOException {
    Path original =
        library().orElseThrow(() -> new IOException("vpcd is missing: install vsmartcard-vpcd"));
    // vpcd keeps its state in a static array: two entries with one file would share their cards.
    Path copy = folder.resolve("libifdvpcd" + entry + ".so");
    Files.copy(original.toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
    int port = firstPort + 2 * entry;
    Files.writeString(
        folder.resolve("conf").resolve("vpcd" + entry),
        """
        FRIENDLYNAME "%s%d"
        DEVICENAME   /dev/null:%d
        LIBPATH      %s
        CHANNELID    %d
        """
            .formatted(FRIENDLY_NAME, entry, port, copy, port));
  }

  /** pcscd appends a running number and the slot, each as two hexadecimal digits. */
  List<String> names() {
    return IntStream.range(0, count)
        .mapToObj(i -> "%s%d 00 %02X".formatted(FRIENDLY_NAME, i / 2, i % 2))
        .toList();
  }

  int port(int reader) {
    if (reader < 0 || reader >= count) {
      throw new IllegalArgumentException("reader " + reader + " of " + count);
    }
    return firstPort + reader;
  }

  static Optional<Path> library() {
    return Stream.of("/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/local/lib")
        .map(lib -> Path.of(lib, "pcsc", "drivers", "serial", "libifdvpcd.so"))
        .filter(Files::exists)
        .findFirst();
  }
}
