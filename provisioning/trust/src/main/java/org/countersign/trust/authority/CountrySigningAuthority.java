package org.countersign.trust.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.countersign.trust.asn1.SuiteContentSigner;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/**
 * A country signing authority whose key is in memory: for tests, demonstrations and pilots. It
 * issues document signers, certificates for those who sign card profiles, and revocation lists, all
 * of the form that ICAO 9303-12, 7.1 asks for. Its time comes from a clock. Thread-safe.
 */
public final class CountrySigningAuthority {

  private static final Duration CRL_VALIDITY = Duration.ofDays(90);

  private final AuthorityTerms terms;
  private final KeyAndCertificate own;
  private final Clock clock;

  private CountrySigningAuthority(AuthorityTerms terms, KeyAndCertificate own, Clock clock) {
    this.terms = terms;
    this.own = own;
    this.clock = clock;
  }

  /**
   * A new authority: new key, self-signed certificate from this moment on.
   *
   * @throws GeneralSecurityException if the key cannot be made
   */
  public static CountrySigningAuthority create(AuthorityTerms terms, Clock clock)
      throws GeneralSecurityException {
    KeyPair pair = SuiteKey.generate(terms.suite());
    SubjectPublicKeyInfo key = keyInfo(terms.suite(), pair.getPublic(), terms.curves());
    X500Name name = CertificateDraft.name(terms.country(), terms.name());
    Instant from = now(clock);
    try {
      X509Certificate certificate =
          new CertificateDraft(name, name, from, plus(from, terms.validity()), key)
              .keyIds(key)
              .signingAuthority()
              .privateKeyUsage(from, plus(from, terms.signing()))
              .alternativeNames(terms)
              .crl(terms)
              .sign(terms.suite(), pair.getPrivate());
      return new CountrySigningAuthority(
          terms, new KeyAndCertificate(pair.getPrivate(), certificate), clock);
    } catch (IOException e) {
      throw new GeneralSecurityException("certificate of " + terms.name() + " not made", e);
    }
  }

  private static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant plus(Instant from, Period period) {
    return LocalDateTime.ofInstant(from, ZoneOffset.UTC).plus(period).toInstant(ZoneOffset.UTC);
  }

  private static SubjectPublicKeyInfo keyInfo(
      SignatureSuite suite, PublicKey key, CurveParameters curves) {
    return curves == CurveParameters.EXPLICIT
        ? SuiteKey.explicit(suite, key)
        : SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  /** The certificate to pin as trust anchor. */
  public X509Certificate certificate() {
    return own.certificate();
  }

  /** What the authority is. */
  public AuthorityTerms terms() {
    return terms;
  }

  /**
   * Makes a key and certifies it as a document signer from this moment on.
   *
   * @throws GeneralSecurityException as {@link #certifyDocumentSigner}
   */
  public KeyAndCertificate issueDocumentSigner(SignatureSuite suite, DocumentSignerTerms document)
      throws GeneralSecurityException {
    KeyPair pair = SuiteKey.generate(suite);
    return new KeyAndCertificate(
        pair.getPrivate(), certifyDocumentSigner(pair.getPublic(), document));
  }

  /**
   * Certifies a key that was made elsewhere, for example in a token, as a document signer from this
   * moment on.
   *
   * @throws GeneralSecurityException if the key is of no suite, the signing period is longer than
   *     three months, the certificate would outlive the authority, or the authority's own signing
   *     period is over
   */
  public X509Certificate certifyDocumentSigner(PublicKey key, DocumentSignerTerms document)
      throws GeneralSecurityException {
    Instant from = now(clock);
    Instant signsUntil = plus(from, document.signing());
    if (signsUntil.isAfter(plus(from, DocumentSignerTerms.LONGEST_SIGNING))) {
      throw new GeneralSecurityException(
          "a document signer signs for three months at most, not " + document.signing());
    }
    Instant to = plus(signsUntil, document.documents());
    requireWithinOwn(from, to);
    try {
      return draft(key, document.name(), from, to)
          .signer()
          .privateKeyUsage(from, signsUntil)
          .alternativeNames(terms)
          .crl(terms)
          .documentTypes(document.documentTypes())
          .sign(terms.suite(), own.key());
    } catch (IOException e) {
      throw new GeneralSecurityException("certificate of " + document.name() + " not made", e);
    }
  }

  /**
   * Makes a key and certifies it for detached signatures of one purpose, from this moment on.
   *
   * @throws GeneralSecurityException if the certificate would outlive the authority
   */
  public KeyAndCertificate issueSigner(
      SigningPurpose purpose, SignatureSuite suite, String name, Period validity)
      throws GeneralSecurityException {
    KeyPair pair = SuiteKey.generate(suite);
    Instant from = now(clock);
    Instant to = plus(from, validity);
    requireWithinOwn(from, to);
    try {
      X509Certificate certificate =
          draft(pair.getPublic(), name, from, to)
              .signer()
              .signing(purpose)
              .crl(terms)
              .sign(terms.suite(), own.key());
      return new KeyAndCertificate(pair.getPrivate(), certificate);
    } catch (IOException e) {
      throw new GeneralSecurityException("certificate of " + name + " not made", e);
    }
  }

  private CertificateDraft draft(PublicKey key, String name, Instant from, Instant to)
      throws GeneralSecurityException, IOException {
    SignatureSuite suite = SuiteKey.of(SubjectPublicKeyInfo.getInstance(key.getEncoded())).suite();
    return new CertificateDraft(
            ownName(),
            CertificateDraft.name(terms.country(), name),
            from,
            to,
            keyInfo(suite, key, terms.curves()))
        .keyIds(ownKey());
  }

  private void requireWithinOwn(Instant from, Instant to) throws GeneralSecurityException {
    if (from.isAfter(plus(own.certificate().getNotBefore().toInstant(), terms.signing()))) {
      throw new GeneralSecurityException(
          terms.name() + " was allowed to issue for " + terms.signing() + "; make a new authority");
    }
    if (to.isAfter(own.certificate().getNotAfter().toInstant())) {
      throw new GeneralSecurityException(
          "a certificate until " + to + " would outlive " + terms.name());
    }
  }

  /**
   * A revocation list, version 2, for the next 90 days (7.1.4).
   *
   * @param serials serial numbers of the revoked certificates
   */
  public X509CRL revocationList(Collection<BigInteger> serials) throws GeneralSecurityException {
    Instant from = now(clock);
    X509v2CRLBuilder list = new X509v2CRLBuilder(ownName(), Date.from(from));
    list.setNextUpdate(Date.from(from.plus(CRL_VALIDITY)));
    serials.forEach(s -> list.addCRLEntry(s, Date.from(from), CRLReason.keyCompromise));
    try {
      list.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new BcX509ExtensionUtils().createAuthorityKeyIdentifier(ownKey()));
      list.addExtension(
          Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(from.getEpochSecond())));
      return Certificates.decodeCrl(
          list.build(new SuiteContentSigner(terms.suite(), own.key())).getEncoded());
    } catch (IOException e) {
      throw new GeneralSecurityException("revocation list of " + terms.name() + " not made", e);
    }
  }

  private X500Name ownName() throws GeneralSecurityException {
    return Certificate.getInstance(own.certificate().getEncoded()).getSubject();
  }

  private SubjectPublicKeyInfo ownKey() throws GeneralSecurityException {
    return Certificate.getInstance(own.certificate().getEncoded()).getSubjectPublicKeyInfo();
  }
}
