package org.countersign.trust.sod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.countersign.trust.asn1.Algorithms;
import org.countersign.trust.asn1.Oids;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.asn1.SuiteKey;

/**
 * Makes EF.SOD (ICAO 9303-10, 4.6.2 and appendix D, LDS 1.7): application tag 23 ({@code 77}), in
 * it CMS SignedData version 3 over an LDSSecurityObject version 0, all in DER.
 *
 * <pre>
 * 77 { ContentInfo signedData { 3, {hash}, {2.23.136.1.1.1, LDSSecurityObject}, [0] {DSC},
 *      { { 1, issuerAndSerial, hash, [0] {contentType, messageDigest, signingTime}, alg, sig } } } }
 * LDSSecurityObject { 0, hash, { {number, hash of the file}, … } }
 * </pre>
 *
 * <p>Thread-safe; made once for a document signer.
 */
public final class SecurityObject {

  /** Most data groups of a card. */
  public static final int MAX_DATA_GROUPS = 16;

  private static final int SOD_TAG = 0x77;

  private final SuiteKey key;
  private final SignedMessage message;

  /**
   * For one document signer.
   *
   * @throws GeneralSecurityException if the certificate's key is of no suite
   */
  public SecurityObject(X509Certificate documentSigner) throws GeneralSecurityException {
    key = SuiteKey.of(documentSigner);
    message = new SignedMessage(key.suite(), documentSigner);
  }

  /**
   * The whole content of EF.SOD.
   *
   * @param dataGroups data group number, 1 to 16, to the whole content of its file
   * @param time signing time; written in whole seconds
   * @param signing signs with the document signer's key
   * @throws IllegalArgumentException if there is no data group or a number is out of range
   */
  public <X extends Exception> byte[] encode(
      SortedMap<Integer, byte[]> dataGroups, Instant time, SignedMessage.Signing<X> signing)
      throws X {
    requireNumbers(dataGroups);
    MessageDigest digest = SignedMessage.digest(key.suite());
    SortedMap<Integer, byte[]> hashes = new TreeMap<>();
    dataGroups.forEach((number, content) -> hashes.put(number, digest.digest(content)));
    byte[] cms = message.attached(Oids.LDS_SECURITY_OBJECT, content(hashes), time, signing);
    return wrap(cms);
  }

  private static void requireNumbers(SortedMap<Integer, byte[]> dataGroups) {
    if (dataGroups.isEmpty()
        || dataGroups.firstKey() < 1
        || dataGroups.lastKey() > MAX_DATA_GROUPS) {
      throw new IllegalArgumentException(
          "data groups " + dataGroups.keySet() + "; one or more of 1 to 16 are needed");
    }
  }

  private byte[] content(SortedMap<Integer, byte[]> hashes) {
    ASN1EncodableVector entries = new ASN1EncodableVector();
    for (Map.Entry<Integer, byte[]> hash : hashes.entrySet()) {
      entries.add(sequence(new ASN1Integer(hash.getKey()), new DEROctetString(hash.getValue())));
    }
    return der(
        sequence(new ASN1Integer(0), Algorithms.digest(key.suite()), new DERSequence(entries)));
  }

  private static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  /** Tag and shortest length before the bytes: parsing them again would cost more than hashing. */
  private static byte[] wrap(byte[] cms) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(cms.length + 4);
    out.write(SOD_TAG);
    if (cms.length > 0xFF) {
      out.write(0x82);
      out.write(cms.length >> 8);
    } else if (cms.length > 0x7F) {
      out.write(0x81);
    }
    out.write(cms.length);
    out.writeBytes(cms);
    return out.toByteArray();
  }

  private static byte[] der(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /**
   * Largest EF.SOD in bytes with that many data groups: exact up to the one to several bytes by
   * which an ECDSA or SM2 signature may be shorter.
   *
   * @throws IllegalArgumentException if there are none or more than 16
   */
  public int maxSize(int dataGroups) {
    SortedMap<Integer, byte[]> groups = new TreeMap<>();
    for (int number = 1; number <= dataGroups; number++) {
      groups.put(number, new byte[0]);
    }
    return encode(groups, Instant.EPOCH, ignored -> new byte[key.maxSignatureSize()]).length;
  }
}
