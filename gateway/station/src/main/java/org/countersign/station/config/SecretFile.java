package org.countersign.station.config;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** A file that its owner alone may read. Secrets are given by such files and never in place. */
public final class SecretFile {

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
      throw new NoSuchFileException(problem.get());
    }
    return Files.readAllBytes(file);
  }

  /** Makes the file with mode 0600 from its first moment; it must not exist. */
  public static void create(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (SeekableByteChannel channel =
            Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        var out = Channels.newOutputStream(channel)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
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
