package org.countersign.trust.passive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.DLTaggedObject;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.countersign.trust.Specimen;
import org.countersign.trust.asn1.Algorithms;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.asn1.Oids;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.suite.SignatureSuite;

/**
 * An EF.SOD by hand, right in all but one thing and then truly signed, so that nothing but the
 * check in question can refuse it.
 */
final class Forgery {

  final Specimen specimen;
  final List<Map.Entry<Integer, byte[]>> hashes = new ArrayList<>();
  ASN1ObjectIdentifier contentType = Oids.LDS_SECURITY_OBJECT;
  X509Certificate included;
  X509Certificate named;
  boolean withContentType = true;
  boolean sortedAttributes = true;
  boolean truthfulDigest = true;
  String sm2Id = SignatureSuite.SM2_ID;
  Date signingTime = Date.from(Specimen.NOW);

  Forgery(Specimen specimen, SortedMap<Integer, byte[]> groups) {
    this.specimen = specimen;
    included = specimen.dsc.certificate();
    named = included;
    MessageDigest digest = SignedMessage.digest(specimen.suite);
    groups.forEach((n, content) -> hashes.add(Map.entry(n, digest.digest(content))));
  }

  byte[] encode() throws Exception {
    byte[] content = content();
    ASN1Set attributes = attributes(content);
    ASN1EncodableVector signer = new ASN1EncodableVector();
    Certificate sid = Certificate.getInstance(named.getEncoded());
    signer.add(new ASN1Integer(1));
    signer.add(new IssuerAndSerialNumber(sid.getIssuer(), sid.getSerialNumber().getValue()));
    signer.add(Algorithms.digest(specimen.suite));
    signer.add(new DLTaggedObject(false, 0, attributes));
    signer.add(Algorithms.signature(specimen.suite));
    signer.add(new DEROctetString(sign(attributes.getEncoded(ASN1Encoding.DER))));
    ASN1EncodableVector data = new ASN1EncodableVector();
    data.add(new ASN1Integer(3));
    data.add(new DERSet(Algorithms.digest(specimen.suite)));
    data.add(sequence(contentType, new DERTaggedObject(0, new DEROctetString(content))));
    data.add(
        new DERTaggedObject(false, 0, new DERSet(Certificate.getInstance(included.getEncoded()))));
    data.add(new DLSet(new DLSequence(signer)));
    ASN1EncodableVector info = new ASN1EncodableVector();
    info.add(CMSObjectIdentifiers.signedData);
    info.add(new DLTaggedObject(true, 0, new DLSequence(data)));
    return wrap(new DLSequence(info).getEncoded(ASN1Encoding.DL));
  }

  private byte[] content() throws Exception {
    ASN1EncodableVector entries = new ASN1EncodableVector();
    for (Map.Entry<Integer, byte[]> hash : hashes) {
      entries.add(sequence(new ASN1Integer(hash.getKey()), new DEROctetString(hash.getValue())));
    }
    return sequence(new ASN1Integer(0), Algorithms.digest(specimen.suite), new DERSequence(entries))
        .getEncoded();
  }

  private ASN1Set attributes(byte[] content) {
    byte[] digest = SignedMessage.digest(specimen.suite).digest(content);
    if (!truthfulDigest) {
      digest[0] ^= 1;
    }
    List<ASN1Encodable> all = new ArrayList<>();
    if (withContentType) {
      all.add(attribute(CMSAttributes.contentType, contentType));
    }
    all.add(attribute(CMSAttributes.signingTime, new Time(signingTime)));
    all.add(attribute(CMSAttributes.messageDigest, new DEROctetString(digest)));
    if (!sortedAttributes) {
      Collections.reverse(all);
      return new DLSet(all.toArray(ASN1Encodable[]::new));
    }
    return new DERSet(all.toArray(ASN1Encodable[]::new));
  }

  private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new Attribute(type, new DERSet(value));
  }

  private static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  private byte[] sign(byte[] message) throws Exception {
    if (specimen.suite != SignatureSuite.GM_SM2) {
      return SuiteKey.sign(specimen.suite, specimen.dsc.key(), message);
    }
    Signature sm2 = Signature.getInstance("SM3withSM2", BouncyCastle.PROVIDER);
    sm2.setParameter(new SM2ParameterSpec(sm2Id.getBytes(StandardCharsets.US_ASCII)));
    sm2.initSign(specimen.dsc.key());
    sm2.update(message);
    return sm2.sign();
  }

  private static byte[] wrap(byte[] cms) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x77);
    out.write(0x82);
    out.write(cms.length >> 8);
    out.write(cms.length);
    out.writeBytes(cms);
    return out.toByteArray();
  }
}
