package org.countersign.trust.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Certificates in and out of files. The JDK's own factory knows neither SM2 nor explicit curve
 * parameters, so all certificates of the house are read here.
 */
public final class Certificates {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private Certificates() {}

  /**
   * A certificate from its DER bytes.
   *
   * @throws GeneralSecurityException if it is none, or if anything follows it
   */
  public static X509Certificate decode(byte[] der) throws GeneralSecurityException {
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    if (!(factory().generateCertificate(in) instanceof X509Certificate certificate)
        || in.available() > 0) {
      throw new GeneralSecurityException("not exactly one X.509 certificate in DER");
    }
    return certificate;
  }

  /**
   * A revocation list from its DER bytes.
   *
   * @throws GeneralSecurityException if it is none
   */
  public static X509CRL decodeCrl(byte[] der) throws GeneralSecurityException {
    if (factory().generateCRL(new ByteArrayInputStream(der)) instanceof X509CRL crl) {
      return crl;
    }
    throw new GeneralSecurityException("not an X.509 revocation list in DER");
  }

  private static CertificateFactory factory() throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
  }

  /** The certificates as PEM text (RFC 7468, 5). */
  public static String toPem(X509Certificate... certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      append(text, "CERTIFICATE", certificate.getEncoded());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    text.append("-----BEGIN ").append(label).append("-----\n");
    text.append(lines.encodeToString(der));
    text.append("\n-----END ").append(label).append("-----\n");
  }

  /**
   * The certificates in PEM text, in order; text around them is passed over.
   *
   * @throws GeneralSecurityException if one cannot be read
   */
  public static List<X509Certificate> fromPem(String text) throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (Matcher block = PEM.matcher(text); block.find(); ) {
      if (block.group(1).equals("CERTIFICATE")) {
        all.add(decode(decodeBase64(block.group(2))));
      }
    }
    return List.copyOf(all);
  }

  private static byte[] decodeBase64(String text) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("broken Base64 in a PEM block", e);
    }
  }

  /** Writes certificates as PEM, for everyone to read. */
  public static void writePem(Path file, X509Certificate... certificates) throws IOException {
    try {
      Files.writeString(file, toPem(certificates), StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate for " + file + " cannot be encoded", e);
    }
  }

  /**
   * All certificates of a PEM file.
   *
   * @throws IOException if the file cannot be read, holds none, or holds a broken one; the message
   *     names the file
   */
  public static List<X509Certificate> readPem(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("certificate file " + file + " is not there");
    }
    try {
      List<X509Certificate> all = fromPem(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (all.isEmpty()) {
        throw new IOException(
            file + " holds no certificate; expected -----BEGIN CERTIFICATE----- (PEM)");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds a certificate that cannot be read", e);
    }
  }

  /**
   * The only certificate of a PEM file.
   *
   * @throws IOException as {@link #readPem}, and if there are several
   */
  public static X509Certificate readOnePem(Path file) throws IOException {
    List<X509Certificate> all = readPem(file);
    if (all.size() != 1) {
      throw new IOException(file + " holds " + all.size() + " certificates; one was expected");
    }
    return all.get(0);
  }

  /**
   * The suite that a certificate's key serves.
   *
   * @throws GeneralSecurityException if none; the message says what the key is
   */
  public static SignatureSuite suiteOf(X509Certificate certificate)
      throws GeneralSecurityException {
    return SuiteKey.of(certificate).suite();
  }

  /** Serial number in upper-case hexadecimal digits: how records name a certificate. */
  public static String id(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
  }
}
