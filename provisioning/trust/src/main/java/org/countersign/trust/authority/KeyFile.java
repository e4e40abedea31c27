package org.countersign.trust.authority;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.countersign.trust.secret.SecretFile;

/** PKCS#12 key files (RFC 7292) and their passwords on disk, readable by the owner alone. */
public final class KeyFile {

  private static final int PASSWORD_BYTES = 16;

  private KeyFile() {}

  /**
   * Writes key and certificate under an alias, encrypted with AES-256 (PBES2). A file that stands
   * there is replaced.
   */
  public static void write(Path file, char[] password, String alias, KeyAndCertificate entry)
      throws IOException, GeneralSecurityException {
    // The JDK's writer: Bouncy Castle's default is 40-bit RC2, which OpenSSL 3 does not read.
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    X509Certificate[] chain = {entry.certificate()};
    store.setKeyEntry(alias, entry.key(), password, chain);
    try (OutputStream out = privateFile(file)) {
      store.store(out, password);
    }
  }

  /** Writes a new random password of 128 bits and returns it. */
  static char[] newPassword(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try (OutputStream out = privateFile(file)) {
      out.write((password + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    return password.toCharArray();
  }

  private static OutputStream privateFile(Path file) throws IOException {
    Files.deleteIfExists(file);
    return SecretFile.create(file);
  }
}
