package org.countersign.trust.service;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.countersign.trust.secret.SecretFile;

/** Issues certificates for both ends of TLS, good for a day. */
public final class TlsAuthority {

  private static final char[] PASSWORD = "between two test ends".toCharArray();

  private final X500Name name;
  private final KeyPair pair;
  private final X509Certificate certificate;

  private TlsAuthority(String name) throws GeneralSecurityException {
    this.name = new X500Name("CN=" + name);
    this.pair = pair();
    this.certificate = certify(this.name, pair, true);
  }

  public static TlsAuthority create(String name) throws GeneralSecurityException {
    return new TlsAuthority(name);
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private X509Certificate certify(X500Name subject, KeyPair key, boolean authority)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder draft =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            key.getPublic());
    try {
      draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      draft.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      byte[] der =
          draft
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new java.io.ByteArrayInputStream(der));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private KeyStore issued(String subject) throws GeneralSecurityException, IOException {
    KeyPair own = pair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        own.getPrivate(),
        PASSWORD,
        new Certificate[] {certify(new X500Name("CN=" + subject), own, false), certificate});
    return store;
  }

  /** The authority's certificate as a PEM file. */
  public Path pem(Path file) throws GeneralSecurityException, IOException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }

  /**
   * A new key with its certificate in {@code file}, its password beside it in {@code .password}.
   */
  public Path client(Path file, String subject) throws GeneralSecurityException, IOException {
    try (OutputStream out = SecretFile.create(file)) {
      issued(subject).store(out, PASSWORD);
    }
    SecretFile.create(password(file), new String(PASSWORD) + "\n");
    return file;
  }

  public static Path password(Path client) {
    return client.resolveSibling(client.getFileName() + ".password");
  }

  /** A server that takes clients of this authority alone. */
  SSLContext server() throws GeneralSecurityException, IOException {
    return context("signing service", this);
  }

  /** An end with a certificate of this authority, that trusts another or the same. */
  public SSLContext context(String subject, TlsAuthority trusted)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(issued(subject), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.trust().getTrustManagers(), null);
    return context;
  }

  /** An end without a certificate, that trusts this authority. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }

  private TrustManagerFactory trust() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }
}
