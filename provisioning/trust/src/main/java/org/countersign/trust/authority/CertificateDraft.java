package org.countersign.trust.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.countersign.trust.asn1.Oids;
import org.countersign.trust.asn1.SuiteContentSigner;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/** A certificate in the making: the extensions of ICAO 9303-12, 7.1.1, one method each. */
final class CertificateDraft {

  private static final X509ExtensionUtils IDS = new BcX509ExtensionUtils();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 127;

  private final X509v3CertificateBuilder builder;
  private final SubjectPublicKeyInfo subjectKey;

  CertificateDraft(
      X500Name issuer, X500Name subject, Instant from, Instant to, SubjectPublicKeyInfo key) {
    subjectKey = key;
    builder =
        new X509v3CertificateBuilder(
            issuer, serial(), Date.from(from), Date.from(to), subject, key);
  }

  /** Positive, of 16 bytes at most where 20 are allowed, not guessable (7.1.1, serialNumber). */
  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }

  /** countryName as PrintableString, commonName as UTF8String (7.1.1.1.1). */
  static X500Name name(String country, String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, country)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  CertificateDraft keyIds(SubjectPublicKeyInfo issuerKey) throws IOException {
    add(Extension.authorityKeyIdentifier, false, IDS.createAuthorityKeyIdentifier(issuerKey));
    return add(Extension.subjectKeyIdentifier, false, IDS.createSubjectKeyIdentifier(subjectKey));
  }

  CertificateDraft signingAuthority() throws IOException {
    add(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return add(Extension.basicConstraints, true, new BasicConstraints(0));
  }

  CertificateDraft signer() throws IOException {
    return add(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
  }

  CertificateDraft recipient() throws IOException {
    return add(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement));
  }

  CertificateDraft signing(SigningPurpose purpose) throws IOException {
    return add(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose.keyPurpose()));
  }

  CertificateDraft privateKeyUsage(Instant from, Instant to) throws IOException {
    ASN1EncodableVector period = new ASN1EncodableVector();
    period.add(new DERTaggedObject(false, 0, new DERGeneralizedTime(Date.from(from))));
    period.add(new DERTaggedObject(false, 1, new DERGeneralizedTime(Date.from(to))));
    return add(Extension.privateKeyUsagePeriod, false, new DERSequence(period));
  }

  /** Same contact and country for issuer and subject (7.1.1.2). */
  CertificateDraft alternativeNames(AuthorityTerms terms) throws IOException {
    X500Name place =
        new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.L, terms.mrzCountry()).build();
    GeneralNames names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.rfc822Name, terms.contact()), new GeneralName(place)
            });
    add(Extension.issuerAlternativeName, false, names);
    return add(Extension.subjectAlternativeName, false, names);
  }

  CertificateDraft crl(AuthorityTerms terms) throws IOException {
    GeneralName url =
        new GeneralName(GeneralName.uniformResourceIdentifier, terms.crl().toString());
    DistributionPointName where = new DistributionPointName(new GeneralNames(url));
    DistributionPoint[] points = {new DistributionPoint(where, null, null)};
    return add(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
  }

  CertificateDraft documentTypes(List<String> types) throws IOException {
    ASN1EncodableVector set = new ASN1EncodableVector();
    types.forEach(type -> set.add(new DERPrintableString(type)));
    ASN1EncodableVector list = new ASN1EncodableVector();
    list.add(new ASN1Integer(0));
    list.add(new DERSet(set));
    return add(Oids.DOCUMENT_TYPE_LIST, false, new DERSequence(list));
  }

  private CertificateDraft add(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value)
      throws IOException {
    builder.addExtension(id, critical, value);
    return this;
  }

  X509Certificate sign(SignatureSuite suite, PrivateKey key)
      throws GeneralSecurityException, IOException {
    return Certificates.decode(builder.build(new SuiteContentSigner(suite, key)).getEncoded());
  }
}
