package org.countersign.personalization.keys;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of master keys:
 *
 * <pre>
 * { "keys": {
 *     "transport":  { "algorithm": "AES",  "value": "404142434445464748494A4B4C4D4E4F", "kcv": "504A77" },
 *     "issuer.enc": { "algorithm": "TDES", "value": "..." } } }
 * </pre>
 *
 * <p>{@code algorithm} and {@code value} (hex: AES 16, 24 or 32 bytes; TDES 16 or 24) must be
 * there; {@code kcv} (3 bytes) is checked when given. Nothing else may stand in it. Only its owner
 * may have any right to the file (0600 or 0400).
 */
public final class KeyFile {

  private KeyFile() {}

  /**
   * Reads the keys.
   *
   * @throws KeyFileException with all problems of the file at once; no message holds a key
   * @throws IOException if it cannot be read at all
   */
  public static MasterKeys read(Path file) throws IOException, KeyFileException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
