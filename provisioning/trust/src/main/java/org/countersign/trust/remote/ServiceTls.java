package org.countersign.trust.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.countersign.trust.secret.SecretFile;

/** TLS with the station's own key, trusting the authorities of one file and nobody else. */
final class ServiceTls {

  private ServiceTls() {}

  /**
   * Reads the files.
   *
   * @throws IOException naming the file that is missing or wrong
   */
  static SSLContext read(ServiceAddress address) throws IOException {
    TrustManagerFactory trust = trust(address.ca());
    KeyManagerFactory keys = keys(address.clientKey(), address.clientPasswordFile());
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(Path pem) throws IOException {
    if (!Files.isRegularFile(pem)) {
      throw new IOException("authority of the service's certificate: there is no file " + pem);
    }
    try (InputStream in = Files.newInputStream(pem)) {
      // The JDK's own, since its TLS works with no other.
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(pem + " holds no certificate; PEM certificates are needed");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate : found) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static KeyManagerFactory keys(Path file, Path passwordFile) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("the station's own key: there is no file " + file);
    }
    char[] password = SecretFile.firstLine(passwordFile);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      requireKey(store, password, file);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          file
              + " cannot be opened as a PKCS#12 file with the password in "
              + passwordFile
              + ": "
              + e.getMessage(),
          e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static void requireKey(KeyStore store, char[] password, Path file)
      throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.getKey(alias, password) instanceof PrivateKey
          && store.getCertificate(alias) instanceof X509Certificate own) {
        own.checkValidity();
        return;
      }
    }
    throw new GeneralSecurityException(file + " holds no private key with a certificate");
  }
}
