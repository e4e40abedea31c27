package org.countersign.trust.passive;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.countersign.trust.asn1.Oids;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.x509.Certificates;
import org.countersign.trust.x509.SigningPeriod;

/** What ICAO 9303-12, 7.1.1 says of a document signer's certificate. */
final class DocumentSignerProfile {

  private static final Set<ASN1ObjectIdentifier> KNOWN_CRITICAL =
      Set.of(Extension.keyUsage, Extension.basicConstraints);
  private static final int MAX_SERIAL_BITS = 20 * 8 - 1;

  private final Certificate certificate;
  private final Extensions extensions;

  DocumentSignerProfile(Certificate certificate) {
    this.certificate = certificate;
    Extensions found = certificate.getTBSCertificate().getExtensions();
    this.extensions = found == null ? new Extensions(new Extension[0]) : found;
  }

  String require() throws Refusal {
    Refusal.unless(certificate.getVersionNumber() == 3, "not an X.509 version 3 certificate");
    requireSerial();
    requireCountry();
    requireKeyUsage();
    BasicConstraints basic = BasicConstraints.fromExtensions(extensions);
    Refusal.unless(basic == null || !basic.isCA(), "it is an authority's certificate");
    Refusal.unless(
        extensions.getExtension(Extension.extendedKeyUsage) == null,
        "it has an extended key usage: it is for another purpose");
    AuthorityKeyIdentifier authority = AuthorityKeyIdentifier.fromExtensions(extensions);
    Refusal.unless(
        authority != null && authority.getKeyIdentifierOctets() != null,
        "it does not name its authority's key");
    for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
      Refusal.unless(KNOWN_CRITICAL.contains(critical), "unknown critical extension " + critical);
    }
    return "document signer, no authority";
  }

  private void requireSerial() throws Refusal {
    java.math.BigInteger serial = certificate.getSerialNumber().getValue();
    Refusal.unless(
        serial.signum() > 0 && serial.bitLength() <= MAX_SERIAL_BITS,
        "serial number is not positive and of 20 bytes at most");
  }

  private void requireKeyUsage() throws Refusal {
    KeyUsage usage = KeyUsage.fromExtensions(extensions);
    Refusal.unless(
        usage != null && extensions.getExtension(Extension.keyUsage).isCritical(),
        "no critical key usage");
    Refusal.unless(
        usage.equals(new KeyUsage(KeyUsage.digitalSignature)),
        "key usage is not digitalSignature alone");
  }

  private void requireCountry() throws Refusal {
    Optional<String> subject = country(certificate.getSubject());
    Refusal.unless(
        subject.isPresent() && subject.equals(country(certificate.getIssuer())),
        "country of the document signer is not that of its authority");
  }

  private static Optional<String> country(X500Name name) {
    RDN[] found = name.getRDNs(BCStyle.C);
    return found.length == 1
        ? Optional.of(found[0].getFirst().getValue().toString())
        : Optional.empty();
  }

  /** The signing time lies in the private key usage period. */
  String requireKeyPeriod(Optional<Instant> signed) throws Refusal, GeneralSecurityException {
    Optional<SigningPeriod> period = period();
    if (period.isEmpty()) {
      throw new Refusal("the certificate has no private key usage period");
    }
    if (signed.isEmpty()) {
      return "no signing time to compare";
    }
    Refusal.unless(
        period.get().contains(signed.get()),
        "signed at "
            + signed.get()
            + ", allowed from "
            + period.get().from()
            + " to "
            + period.get().to());
    return "signed while the key was in use";
  }

  private Optional<SigningPeriod> period() throws GeneralSecurityException {
    try {
      return SigningPeriod.privateKeyUsage(Certificates.decode(certificate.getEncoded()));
    } catch (java.io.IOException e) {
      throw new GeneralSecurityException("certificate cannot be encoded", e);
    }
  }

  /**
   * The document type is one that this signer may sign.
   *
   * @param type first two characters of the machine-readable zone
   */
  String requireDocumentType(String type) throws Refusal {
    List<String> allowed = documentTypes();
    String bare = type.replace("<", "");
    Refusal.unless(
        allowed.stream().anyMatch(a -> a.equals(bare) || (a.length() == 1 && bare.startsWith(a))),
        "document type " + bare + " is not among " + allowed);
    return "document type " + bare + " is among " + allowed;
  }

  private List<String> documentTypes() throws Refusal {
    ASN1Encodable list = extensions.getExtensionParsedValue(Oids.DOCUMENT_TYPE_LIST);
    if (list == null) {
      throw new Refusal("the certificate has no document type list");
    }
    List<String> types = new ArrayList<>();
    for (ASN1Encodable type : ASN1Set.getInstance(ASN1Sequence.getInstance(list).getObjectAt(1))) {
      types.add(ASN1PrintableString.getInstance(type).getString());
    }
    return types;
  }
}
