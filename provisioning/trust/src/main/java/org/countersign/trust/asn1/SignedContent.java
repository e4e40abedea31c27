package org.countersign.trust.asn1;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Reads CMS SignedData with exactly one signer (RFC 5652, 5), strictly. Each {@code require} method
 * is one check: it tells what it compared, or throws {@link Refusal}.
 */
public final class SignedContent {

  private static final Set<ASN1ObjectIdentifier> USUAL =
      Set.of(CMSAttributes.contentType, CMSAttributes.messageDigest, CMSAttributes.signingTime);

  private final byte[] encoded;
  private final SignedData data;
  private final SignerInfo signer;

  private SignedContent(byte[] encoded, SignedData data, SignerInfo signer) {
    this.encoded = encoded;
    this.data = data;
    this.signer = signer;
  }

  /**
   * Reads a ContentInfo.
   *
   * @param encoded what {@link DerShape} has passed
   * @throws Refusal if it is other than one signature by one signer, with certificates
   */
  public static SignedContent read(byte[] encoded) throws Refusal, IOException {
    ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(encoded));
    Refusal.unless(
        CMSObjectIdentifiers.signedData.equals(info.getContentType()), "not CMS SignedData");
    SignedData data = SignedData.getInstance(info.getContent());
    Refusal.unless(data.getSignerInfos().size() == 1, data.getSignerInfos().size() + " signers");
    Refusal.unless(data.getDigestAlgorithms().size() == 1, "not exactly one hash algorithm");
    Refusal.unless(data.getCRLs() == null, "a revocation list is inside");
    Refusal.unless(
        data.getCertificates() != null && data.getCertificates().size() > 0,
        "the signer's certificate is not inside");
    SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
    Refusal.unless(signer.getUnauthenticatedAttributes() == null, "unsigned attributes are there");
    Refusal.unless(signer.getAuthenticatedAttributes() != null, "no signed attributes");
    return new SignedContent(encoded, data, signer);
  }

  /** Version of SignedData and SignerInfo, each as the content demands (RFC 5652, 5.1 and 5.3). */
  public void requireVersions(int dataVersion) throws Refusal {
    Refusal.unless(
        data.getVersion().hasValue(dataVersion),
        "SignedData has version " + data.getVersion() + ", not " + dataVersion);
    int expected = signer.getSID().isTagged() ? 3 : 1;
    Refusal.unless(
        signer.getVersion().hasValue(expected),
        "SignerInfo has version " + signer.getVersion() + ", not " + expected);
  }

  @Override
  public String toString() {
    return "SignedData version " + data.getVersion() + ", one signer";
  }

  /** The content's type. */
  public ASN1ObjectIdentifier contentType() {
    return data.getEncapContentInfo().getContentType();
  }

  /** The content, if it is carried. */
  public Optional<byte[]> content() {
    ASN1Encodable content = data.getEncapContentInfo().getContent();
    return content == null
        ? Optional.empty()
        : Optional.of(ASN1OctetString.getInstance(content).getOctets());
  }

  /** The whole in DER: what was read is written again and compared. */
  public String requireDer() throws Refusal, IOException {
    byte[] der = ASN1Primitive.fromByteArray(encoded).getEncoded(ASN1Encoding.DER);
    Refusal.unless(Arrays.equals(encoded, der), "not in the form that DER prescribes");
    return encoded.length + " bytes in DER";
  }

  /** The signed attributes in DER: otherwise verifiers disagree about what was signed. */
  public String requireAttributesDer() throws Refusal, IOException {
    ASN1Set attributes = signer.getAuthenticatedAttributes();
    byte[] asRead = attributes.getEncoded(ASN1Encoding.DL);
    Refusal.unless(
        Arrays.equals(asRead, attributeBytes()), "signed attributes are not in DER order");
    return attributes.size() + " signed attributes in DER";
  }

  private byte[] attributeBytes() throws IOException {
    return signer.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER);
  }

  /** contentType and messageDigest once each, contentType that of the content. */
  public String requireAttributes() throws Refusal {
    ASN1Encodable type = attribute(CMSAttributes.contentType, "contentType");
    Refusal.unless(contentType().equals(type), "contentType is " + type);
    attribute(CMSAttributes.messageDigest, "messageDigest");
    if (signingTime().isEmpty()) {
      return "contentType, messageDigest" + others();
    }
    return "contentType, messageDigest, signingTime" + others();
  }

  private String others() {
    List<String> others = new ArrayList<>();
    for (Attribute attribute : attributes().toASN1Structure().getAttributes()) {
      if (!USUAL.contains(attribute.getAttrType())) {
        others.add(attribute.getAttrType().getId());
      }
    }
    return others.isEmpty() ? "" : ", and " + others;
  }

  private AttributeTable attributes() {
    return new AttributeTable(signer.getAuthenticatedAttributes());
  }

  private ASN1Encodable attribute(ASN1ObjectIdentifier type, String name) throws Refusal {
    ASN1EncodableVector found = attributes().getAll(type);
    Refusal.unless(found.size() == 1, name + " is there " + found.size() + " times");
    ASN1Set values = Attribute.getInstance(found.get(0)).getAttrValues();
    Refusal.unless(values.size() == 1, name + " has " + values.size() + " values");
    return values.getObjectAt(0);
  }

  /** When it was signed, if that was said. */
  public Optional<Instant> signingTime() throws Refusal {
    if (attributes().get(CMSAttributes.signingTime) == null) {
      return Optional.empty();
    }
    ASN1Encodable time = attribute(CMSAttributes.signingTime, "signingTime");
    return Optional.of(Time.getInstance(time).getDate().toInstant());
  }

  /** The messageDigest attribute is the hash of the content. */
  public String requireMessageDigest(byte[] content) throws Refusal {
    SignatureSuite suite = digestSuite();
    byte[] signed =
        ASN1OctetString.getInstance(attribute(CMSAttributes.messageDigest, "messageDigest"))
            .getOctets();
    Refusal.unless(
        MessageDigest.isEqual(signed, SignedMessage.digest(suite).digest(content)),
        "messageDigest is not the hash of the content");
    return suite.digestName() + " of " + content.length + " bytes";
  }

  private SignatureSuite digestSuite() throws Refusal {
    for (SignatureSuite suite : SignatureSuite.values()) {
      if (Algorithms.isDigest(suite, signer.getDigestAlgorithm())) {
        return suite;
      }
    }
    throw new Refusal(
        "hash algorithm " + signer.getDigestAlgorithm().getAlgorithm() + " is of no suite");
  }

  /** The included certificate that the signer names. */
  public Certificate requireSigner() throws Refusal, IOException {
    for (ASN1Encodable included : data.getCertificates()) {
      Certificate certificate = Certificate.getInstance(included);
      if (named(certificate)) {
        return certificate;
      }
    }
    throw new Refusal("the certificate inside is not the one that the signer names");
  }

  /** X500Name itself would take upper and lower case for the same. */
  private static boolean sameBytes(ASN1Object a, ASN1Object b) throws IOException {
    return Arrays.equals(a.getEncoded(ASN1Encoding.DER), b.getEncoded(ASN1Encoding.DER));
  }

  private boolean named(Certificate certificate) throws IOException {
    if (!signer.getSID().isTagged()) {
      IssuerAndSerialNumber id = IssuerAndSerialNumber.getInstance(signer.getSID().getId());
      BigInteger serial = certificate.getSerialNumber().getValue();
      return sameBytes(id.getName(), certificate.getIssuer())
          && id.getSerialNumber().getValue().equals(serial);
    }
    byte[] id = ASN1OctetString.getInstance(signer.getSID().getId()).getOctets();
    Extension own =
        certificate.getTBSCertificate().getExtensions() == null
            ? null
            : certificate
                .getTBSCertificate()
                .getExtensions()
                .getExtension(Extension.subjectKeyIdentifier);
    return own != null
        && Arrays.equals(
            id, SubjectKeyIdentifier.getInstance(own.getParsedValue()).getKeyIdentifier());
  }

  /** Every algorithm is the one of the key's suite. */
  public String requireAlgorithms(SignatureSuite suite) throws Refusal {
    requireDigest(
        suite, AlgorithmIdentifier.getInstance(data.getDigestAlgorithms().getObjectAt(0)));
    requireDigest(suite, signer.getDigestAlgorithm());
    Refusal.unless(
        Algorithms.isSignature(suite, signer.getDigestEncryptionAlgorithm()),
        "signature algorithm "
            + signer.getDigestEncryptionAlgorithm().getAlgorithm()
            + " or its parameters are not of "
            + suite);
    return suite.suiteName();
  }

  private static void requireDigest(SignatureSuite suite, AlgorithmIdentifier digest)
      throws Refusal {
    Refusal.unless(
        Algorithms.isDigest(suite, digest),
        "hash algorithm " + digest.getAlgorithm() + " is not of " + suite);
  }

  /** The signature over the signed attributes. */
  public String requireSignature(SuiteKey key)
      throws Refusal, IOException, GeneralSecurityException {
    boolean verified;
    try {
      verified = key.verifies(attributeBytes(), signer.getEncryptedDigest().getOctets());
    } catch (SignatureException e) {
      throw new Refusal("the signature has not the form of one of " + key.suite());
    }
    Refusal.unless(
        verified,
        "the signature was not made with the key of the certificate"
            + (key.suite() == SignatureSuite.GM_SM2
                ? ", or not with id " + SignatureSuite.SM2_ID
                : ""));
    return "by the certificate's key";
  }
}
