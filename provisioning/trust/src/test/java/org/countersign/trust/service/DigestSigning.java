package org.countersign.trust.service;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECPoint;
import org.countersign.trust.suite.SignatureSuite;

/** Signs digests, as the hardware of a signing service does that never sees a message. */
final class DigestSigning {

  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT = 32;

  private DigestSigning() {}

  static byte[] sign(SignatureSuite suite, PrivateKey key, byte[] digest)
      throws GeneralSecurityException {
    return switch (suite) {
      case ICAO_P256, ICAO_P384 ->
          signed(Signature.getInstance("NONEwithECDSA", PROVIDER), key, digest);
      case ICAO_RSAPSS -> {
        Signature pss = Signature.getInstance("RAWRSASSA-PSS", PROVIDER);
        pss.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT, 1));
        yield signed(pss, key, digest);
      }
      case GM_SM2 -> sm2((ECPrivateKey) key, new BigInteger(1, digest));
    };
  }

  private static byte[] signed(Signature signature, PrivateKey key, byte[] digest)
      throws GeneralSecurityException {
    signature.initSign(key);
    signature.update(digest);
    return signature.sign();
  }

  /** GB/T 32918.2, 6.1: e to (r, s). */
  private static byte[] sm2(ECPrivateKey key, BigInteger e) throws GeneralSecurityException {
    BigInteger n = key.getParameters().getN();
    BigInteger d = key.getD();
    while (true) {
      BigInteger k = new BigInteger(n.bitLength(), RANDOM).mod(n);
      ECPoint point = key.getParameters().getG().multiply(k).normalize();
      BigInteger r = e.add(point.getAffineXCoord().toBigInteger()).mod(n);
      BigInteger s = d.add(BigInteger.ONE).modInverse(n).multiply(k.subtract(r.multiply(d))).mod(n);
      if (k.signum() > 0 && r.signum() > 0 && s.signum() > 0 && !r.add(k).equals(n)) {
        ASN1EncodableVector both = new ASN1EncodableVector();
        both.add(new ASN1Integer(r));
        both.add(new ASN1Integer(s));
        try {
          return new DERSequence(both).getEncoded();
        } catch (IOException wrong) {
          throw new GeneralSecurityException(wrong);
        }
      }
    }
  }
}
