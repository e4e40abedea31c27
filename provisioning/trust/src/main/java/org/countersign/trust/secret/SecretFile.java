package org.countersign.trust.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A file that its owner alone may read (mode 0600 or 0400). Secrets are given by such files and
 * never in place. Needs a file system with POSIX permissions; elsewhere every file is refused.
 */
public final class SecretFile {

  /** Bytes of the longest file whose first line is read. */
  public static final int LONGEST = 4_096;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretFile() {}

  /** What is wrong with a secret file; empty if it can be used. */
  public static Optional<String> problem(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.of(
            Files.exists(file) ? file + " is not a file" : "there is no file " + file);
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        return Optional.of(
            file
                + " has mode "
                + PosixFilePermissions.toString(mode)
                + ", but a secret is its owner's alone: chmod 600 "
                + file);
      }
      return Files.isReadable(file)
          ? Optional.empty()
          : Optional.of(file + " cannot be read by " + System.getProperty("user.name"));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(file + " cannot be examined: " + e);
    }
  }

  /**
   * The whole content; whoever asks zeroes it.
   *
   * @throws IOException with a sentence for the operator if it is missing or open to others
   */
  public static byte[] read(Path file) throws IOException {
    Optional<String> problem = problem(file);
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
    return Files.readAllBytes(file);
  }

  /**
   * The first line as UTF-8, without its end: a password or a PIN. Whoever asks wipes it.
   *
   * @throws IOException with a sentence for the operator as {@link #read}, and if the line is empty
   *     or the file longer than {@link #LONGEST}; never shows the content
   */
  public static char[] firstLine(Path file) throws IOException {
    byte[] bytes = read(file);
    CharBuffer text = CharBuffer.allocate(0);
    try {
      if (bytes.length > LONGEST) {
        throw new IOException(
            file + " is longer than " + LONGEST + " bytes; it should hold one secret line");
      }
      text = UTF_8.decode(ByteBuffer.wrap(bytes));
      char[] line = firstLine(text);
      if (line.length == 0) {
        throw new IOException(file + " begins with an empty line; it should hold the secret");
      }
      return line;
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
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

  /**
   * The first line as bytes in UTF-8, without its end and the blanks around it: a token. Whoever
   * asks wipes it.
   *
   * @throws IOException as {@link #firstLine}
   */
  public static byte[] token(Path file) throws IOException {
    char[] line = firstLine(file);
    ByteBuffer encoded = UTF_8.encode(CharBuffer.wrap(line));
    try {
      byte[] bytes = encoded.array();
      int start = 0;
      int end = encoded.limit();
      while (start < end && bytes[start] == ' ') {
        start++;
      }
      while (start < end && bytes[end - 1] == ' ') {
        end--;
      }
      if (start == end) {
        throw new IOException(file + " begins with an empty line; it should hold the secret");
      }
      return Arrays.copyOfRange(bytes, start, end);
    } finally {
      Arrays.fill(line, '\0');
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  /** Makes the file, and its folder, with mode 0600 from its first moment; it must not exist. */
  public static OutputStream create(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return Channels.newOutputStream(
        Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY)));
  }

  /** Makes the file with a content, as {@link #create(Path)}. */
  public static void create(Path file, String content) throws IOException {
    try (OutputStream out = create(file)) {
      out.write(content.getBytes(UTF_8));
    }
  }

  /** Makes the file with a random token of 32 bytes, in hexadecimal digits, unless it exists. */
  public static void createToken(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] token = new byte[32];
      new SecureRandom().nextBytes(token);
      create(file, HexFormat.of().formatHex(token) + "\n");
    }
  }
}
