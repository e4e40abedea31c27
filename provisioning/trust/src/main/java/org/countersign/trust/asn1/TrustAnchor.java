package org.countersign.trust.asn1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** A pinned authority certificate, ready to verify what it issued. */
public final class TrustAnchor {

  private final Certificate certificate;
  private final SuiteKey key;

  /**
   * Pins a certificate.
   *
   * @throws GeneralSecurityException if it is no authority's, or its key is of no suite; the
   *     message names the certificate
   */
  public TrustAnchor(X509Certificate pinned) throws GeneralSecurityException {
    certificate = Certificate.getInstance(pinned.getEncoded());
    boolean[] usage = pinned.getKeyUsage();
    if (pinned.getBasicConstraints() < 0 || usage == null || !usage[5]) {
      throw new GeneralSecurityException(
          "\"" + pinned.getSubjectX500Principal() + "\" is no authority: it may not issue");
    }
    try {
      key = SuiteKey.of(pinned);
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(
          "\"" + pinned.getSubjectX500Principal() + "\" cannot be pinned: " + e.getMessage(), e);
    }
  }

  private X500Name subject() {
    return certificate.getSubject();
  }

  /** Whether issuer name and key identifier of the certificate point here. */
  public boolean named(Certificate issued) {
    if (!issued.getIssuer().equals(subject())) {
      return false;
    }
    Extensions extensions = issued.getTBSCertificate().getExtensions();
    Extensions own = certificate.getTBSCertificate().getExtensions();
    AuthorityKeyIdentifier wanted =
        extensions == null ? null : AuthorityKeyIdentifier.fromExtensions(extensions);
    SubjectKeyIdentifier id = own == null ? null : SubjectKeyIdentifier.fromExtensions(own);
    return wanted == null
        || wanted.getKeyIdentifierOctets() == null
        || id == null
        || Arrays.equals(wanted.getKeyIdentifierOctets(), id.getKeyIdentifier());
  }

  /** Whether the certificate was signed with this authority's key. */
  public boolean issued(Certificate candidate) throws GeneralSecurityException, IOException {
    AlgorithmIdentifier inner = candidate.getTBSCertificate().getSignature();
    return candidate.getSignatureAlgorithm().equals(inner)
        && Algorithms.isSignature(key.suite(), inner)
        && key.verifies(
            candidate.getTBSCertificate().getEncoded(ASN1Encoding.DER),
            candidate.getSignature().getOctets());
  }

  /** Whether the revocation list was signed with this authority's key. */
  public boolean issued(CertificateList list) throws GeneralSecurityException, IOException {
    AlgorithmIdentifier inner = list.getTBSCertList().getSignature();
    return list.getIssuer().equals(subject())
        && list.getSignatureAlgorithm().equals(inner)
        && Algorithms.isSignature(key.suite(), inner)
        && key.verifies(
            list.getTBSCertList().getEncoded(ASN1Encoding.DER), list.getSignature().getOctets());
  }

  /** Refuses if the authority's certificate is not valid at that moment. */
  public void requireValid(Instant moment) throws Refusal {
    CertificateTimes.requireValid(certificate, moment, "authority");
  }
}
