package org.countersign.trust.signer;

import java.io.IOException;
import java.nio.file.Path;
import org.countersign.trust.secret.SecretFile;

/** The password or PIN that opens a key: first line of a secret file. */
final class KeyPassword {

  private KeyPassword() {}

  /** The caller wipes it. */
  static char[] read(Path file) throws SignerException {
    try {
      return SecretFile.firstLine(file);
    } catch (IOException e) {
      throw new SignerException("password or PIN: " + e.getMessage(), e);
    }
  }
}
