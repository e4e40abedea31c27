package org.countersign.station.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A password in a file. */
final class SecretFile {

  private static final int LONGEST = 4_096;

  private SecretFile() {}

  /**
   * The first line, without its end; the caller wipes it.
   *
   * @throws IOException if the file cannot be read, is empty or too long; never shows its content
   */
  static char[] firstLine(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new IOException(file + " is longer than " + LONGEST + " bytes; a password is needed");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
      char[] line = firstLine(text);
      Arrays.fill(text.array(), '\0');
      if (line.length == 0) {
        throw new IOException(file + " begins with an empty line; a password is needed");
      }
      return line;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char[] firstLine(CharBuffer text) {
    int length = 0;
    while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
      length++;
    }
    char[] line = new char[length];
    text.get(line);
    return line;
  }
}
