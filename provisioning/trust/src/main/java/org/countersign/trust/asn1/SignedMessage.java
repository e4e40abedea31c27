package org.countersign.trust.asn1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x509.Certificate;
import org.countersign.trust.suite.SignatureSuite;
import org.jspecify.annotations.Nullable;

/**
 * Writes CMS SignedData with one signer (RFC 5652, 5) in DER. The signed attributes are
 * contentType, messageDigest and signingTime and no other; the signer's certificate is included.
 */
public final class SignedMessage {

  /** Signs the DER encoding of the signed attributes. */
  @FunctionalInterface
  public interface Signing<X extends Exception> {
    /** The signature over the message. */
    byte[] sign(byte[] message) throws X;
  }

  private final SignatureSuite suite;
  private final Certificate certificate;
  private final SignerIdentifier signer;

  /** Messages signed under a certificate. Thread-safe; keep it, reading the certificate costs. */
  public SignedMessage(SignatureSuite suite, X509Certificate certificate)
      throws GeneralSecurityException {
    this.suite = suite;
    this.certificate = Certificate.getInstance(certificate.getEncoded());
    this.signer =
        new SignerIdentifier(
            new IssuerAndSerialNumber(
                this.certificate.getIssuer(), this.certificate.getSerialNumber().getValue()));
  }

  /** A message that carries its content. */
  public <X extends Exception> byte[] attached(
      ASN1ObjectIdentifier type, byte[] content, Instant time, Signing<X> signing) throws X {
    return encode(type, content, new DEROctetString(content), time, signing);
  }

  /** A signature apart from its content. */
  public <X extends Exception> byte[] detached(
      ASN1ObjectIdentifier type, byte[] content, Instant time, Signing<X> signing) throws X {
    return encode(type, content, null, time, signing);
  }

  private <X extends Exception> byte[] encode(
      ASN1ObjectIdentifier type,
      byte[] content,
      @Nullable ASN1Encodable carried,
      Instant time,
      Signing<X> signing)
      throws X {
    DERSet attributes = attributes(type, content, time);
    byte[] signature = signing.sign(der(attributes));
    SignerInfo info =
        new SignerInfo(
            signer,
            Algorithms.digest(suite),
            attributes,
            Algorithms.signature(suite),
            new DEROctetString(signature),
            (DERSet) null);
    SignedData data =
        new SignedData(
            new DERSet(Algorithms.digest(suite)),
            new ContentInfo(type, carried),
            new DERSet(certificate),
            null,
            new DERSet(info));
    return der(new ContentInfo(CMSObjectIdentifiers.signedData, data));
  }

  private DERSet attributes(ASN1ObjectIdentifier type, byte[] content, Instant time) {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(type)));
    attributes.add(
        new Attribute(
            CMSAttributes.messageDigest,
            new DERSet(new DEROctetString(digest(suite).digest(content)))));
    attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(time)))));
    return new DERSet(attributes);
  }

  /** A fresh hash of the suite. */
  public static MessageDigest digest(SignatureSuite suite) {
    try {
      return suite == SignatureSuite.GM_SM2
          ? MessageDigest.getInstance(suite.digestName(), BouncyCastle.PROVIDER)
          : MessageDigest.getInstance(suite.digestName());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(suite.digestName() + " is missing in this runtime", e);
    }
  }

  private static byte[] der(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }
}
