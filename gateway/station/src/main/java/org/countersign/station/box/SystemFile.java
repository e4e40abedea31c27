package org.countersign.station.box;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small text that the kernel makes when it is read. */
final class SystemFile {

  private SystemFile() {}

  /** So much of it at most, without white space around it; empty if it cannot be read. */
  static Optional<String> read(Path file, int longest) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(longest), StandardCharsets.US_ASCII).strip());
    } catch (IOException noSuchFile) {
      return Optional.empty();
    }
  }
}
