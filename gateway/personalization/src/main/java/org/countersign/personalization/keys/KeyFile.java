package org.countersign.personalization.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.countersign.personalization.FieldProblem;

/**
 * A file of master keys, JSON in UTF-8, at most 65,536 bytes:
 *
 * <pre>
 * { "keys": {
 *     "transport":  { "algorithm": "AES",  "value": "404142434445464748494A4B4C4D4E4F", "kcv": "504A77" },
 *     "issuer.enc": { "algorithm": "TDES", "value": "..." } } }
 * </pre>
 *
 * <p>{@code algorithm} and {@code value} (hex: AES 16, 24 or 32 bytes; TDES 16 or 24) must be
 * there; {@code kcv} (3 bytes, see {@link KeyCheckValue}) is checked when given. Nothing else may
 * stand in it, and no name twice; a name is 1 to 31 letters, digits, dots, dashes and underscores.
 * Only its owner may have any right to the file (0600 or 0400).
 */
public final class KeyFile {

  private static final long MAX_BYTES = 65_536;

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private KeyFile() {}

  /**
   * Reads the keys.
   *
   * @throws KeyFileException with all problems of the file at once; no message holds a key
   * @throws IOException if it cannot be read at all
   */
  public static MasterKeys read(Path file) throws IOException, KeyFileException {
    requirePrivate(file);
    byte[] json = Files.readAllBytes(file);
    try (KeyFileParser parser = new KeyFileParser(json)) {
      parser.parse();
      if (!parser.problems().isEmpty()) {
        throw new KeyFileException(file, parser.problems());
      }
      return new MasterKeys(parser.keys());
    } finally {
      Arrays.fill(json, (byte) 0);
    }
  }

  private static void requirePrivate(Path file) throws IOException, KeyFileException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (!OWNER.containsAll(found)) {
      throw refused(
          file,
          "permissions are "
              + PosixFilePermissions.toString(found)
              + ", so others can get at the keys; chmod 600, and change the keys if that was long"
              + " so");
    }
    long size = Files.size(file);
    if (!Files.isRegularFile(file) || size > MAX_BYTES) {
      throw refused(file, size + " bytes or no regular file; a file of at most " + MAX_BYTES);
    }
  }

  private static KeyFileException refused(Path file, String problem) {
    return new KeyFileException(file, List.of(new FieldProblem("file", problem)));
  }
}
