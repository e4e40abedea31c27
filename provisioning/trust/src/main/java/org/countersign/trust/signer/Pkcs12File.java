package org.countersign.trust.signer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.x509.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * A private key and its certificate, read from a PKCS#12 file (RFC 7292).
 *
 * @param key never printed
 */
public record Pkcs12File(PrivateKey key, X509Certificate certificate) {

  /**
   * Opens a key.
   *
   * @param passwordFile first line is the password; readable by its owner alone
   * @param alias which key; null if the file holds one only
   * @throws SignerException if a file is missing or broken, the password is wrong, or the alias is
   *     not there
   */
  public static Pkcs12File open(Path file, Path passwordFile, @Nullable String alias)
      throws SignerException {
    char[] password = KeyPassword.read(passwordFile);
    try {
      KeyStore store = load(file, password, passwordFile);
      String found = alias(store, alias, file);
      if (!(store.getKey(found, password) instanceof PrivateKey key)) {
        throw new SignerException(file + " holds no private key \"" + found + "\"");
      }
      return new Pkcs12File(key, certificate(store, found, file));
    } catch (GeneralSecurityException e) {
      throw new SignerException("key file " + file + " cannot be read", e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static KeyStore load(Path file, char[] password, Path passwordFile)
      throws SignerException, GeneralSecurityException {
    if (!Files.isRegularFile(file)) {
      throw new SignerException("key file " + file + " is not there");
    }
    KeyStore store = KeyStore.getInstance("PKCS12", BouncyCastle.PROVIDER);
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
      return store;
    } catch (IOException e) {
      throw new SignerException(
          file
              + " cannot be opened: it is no PKCS#12 file, it is damaged, or the password in "
              + passwordFile
              + " is not its password",
          e);
    }
  }

  private static String alias(KeyStore store, @Nullable String wanted, Path file)
      throws GeneralSecurityException, SignerException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (wanted == null && keys.size() == 1) {
      return keys.get(0);
    }
    return keys.stream()
        .filter(k -> k.equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(() ->
            new SignerException(
                file
                    + (wanted == null
                        ? " holds not exactly one key"
                        : " holds no key \"" + wanted + "\"")
                    + "; it holds "
                    + keys));
  }

  private static X509Certificate certificate(KeyStore store, String alias, Path file)
      throws GeneralSecurityException, SignerException {
    Certificate found = store.getCertificate(alias);
    if (found == null) {
      throw new SignerException(file + " holds no certificate for key \"" + alias + "\"");
    }
    return Certificates.decode(found.getEncoded());
  }

  @Override
  public String toString() {
    return "Pkcs12File[" + certificate.getSubjectX500Principal() + "]";
  }
}
