package org.countersign.centre.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.countersign.centre.config.CentreConfig;
import org.countersign.trust.secret.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page's certificate and key from PEM files. A file that was renewed is taken with the next
 * connection; one that cannot be read leaves the old one in use. Any thread.
 */
final class PageTls implements Supplier<SSLContext> {

  private static final Logger LOG = LoggerFactory.getLogger(PageTls.class);
  private static final char[] NO_PASSWORD = {};
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final CentreConfig.Page.Tls files;
  private final Optional<Path> clients;
  private SSLContext context;
  private FileTime read;

  /**
   * Reads the files.
   *
   * @throws IOException naming the file that cannot be used
   */
  PageTls(CentreConfig.Page.Tls files, Optional<Path> clients) throws IOException {
    this.files = files;
    this.clients = clients;
    this.read = changed();
    this.context = make();
  }

  private FileTime changed() throws IOException {
    return Files.getLastModifiedTime(files.certificate());
  }

  @Override
  public synchronized SSLContext get() {
    try {
      FileTime now = changed();
      if (!now.equals(read)) {
        read = now;
        context = make();
        LOG.info("The page's certificate was renewed");
      }
    } catch (IOException e) {
      LOG.error("The page's certificate stays as it was: {}", e.getMessage());
    }
    return context;
  }

  private SSLContext make() throws IOException {
    Optional<String> open = SecretFile.problem(files.key());
    if (open.isPresent()) {
      throw new IOException("page.key: " + open.get());
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "page",
          key(files.key()),
          NO_PASSWORD,
          certificates(files.certificate()).toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), trusted(), null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "page.certificate and page.key: a chain and its key are needed, found " + e.getMessage(),
          e);
    }
  }

  /** Without authorities of clients no certificate is good, rather than any. */
  private TrustManager[] trusted() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    if (clients.isPresent()) {
      int number = 0;
      for (X509Certificate authority : certificates(clients.get())) {
        store.setCertificateEntry("client-" + number++, authority);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  /** Names by which the certificate lets the page be called (RFC 9525): DNS names, addresses. */
  Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      X509Certificate own = certificates(files.certificate()).getFirst();
      var alternatives = own.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> name : alternatives) {
          if (name.get(1) instanceof String text) {
            names.add(text);
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("page.certificate: its names cannot be read: " + e.getMessage(), e);
    }
    if (names.isEmpty()) {
      throw new IOException(
          "page.certificate: it names no host; a subjectAltName with the page's name is needed");
    }
    return names;
  }

  private static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) one);
      }
    }
    if (found.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM form");
    }
    return found;
  }

  /** PKCS#8 in PEM form (RFC 7468, 10); the encoding says of which kind the key is. */
  private static PrivateKey key(Path file) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (pem.find()) {
      PKCS8EncodedKeySpec encoded =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
      for (String kind : List.of("EC", "RSA", "EdDSA")) {
        try {
          return KeyFactory.getInstance(kind).generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
          // Of another kind.
          continue;
        }
      }
    }
    throw new IOException(
        file
            + " holds no unencrypted PKCS#8 key in PEM form; 'openssl pkcs8 -topk8 -nocrypt' makes"
            + " one");
  }
}
