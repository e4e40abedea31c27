package org.countersign.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.countersign.trust.secret.SecretFile;

/**
 * TLS from the files of a configuration, read anew for every connection: certificates are renewed
 * while the process runs.
 */
final class TlsContext {

  private TlsContext() {}

  /**
   * Reads the files.
   *
   * @throws IOException naming the file that is missing or wrong
   */
  static SSLContext read(BrokerConfig.Tls tls) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trust(tls.trustedCertificates()).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates(pem)) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static Collection<? extends Certificate> certificates(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(pem + " holds no certificate; PEM certificates are needed");
      }
      return found;
    } catch (NoSuchFileException e) {
      throw new IOException("trusted certificates: there is no file " + pem, e);
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(BrokerConfig.Tls tls)
      throws IOException, GeneralSecurityException {
    if (tls.client().isEmpty()) {
      return new KeyManager[0];
    }
    BrokerConfig.ClientCertificate client = tls.client().get();
    char[] password = SecretFile.firstLine(client.passwordFile());
    try (InputStream in = Files.newInputStream(client.keyStore())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new IOException(client.keyStore() + " cannot be opened: " + e, e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
