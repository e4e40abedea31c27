package org.countersign.trust.asn1;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.countersign.trust.suite.SignatureSuite;

/** Z of an SM2 key: what binds a signature to the signer's id and key (GB/T 32918.2, 5.5). */
final class Sm2Identity {

  private Sm2Identity() {}

  /** SM3(bits of the id, 2 bytes | id | a | b | xG | yG | xA | yA): 32 bytes. */
  static byte[] of(ECPoint key) {
    X9ECParameters curve = GMNamedCurves.getByOID(GMObjectIdentifiers.sm2p256v1);
    byte[] id = SignatureSuite.SM2_ID.getBytes(StandardCharsets.US_ASCII);
    MessageDigest digest = SignedMessage.digest(SignatureSuite.GM_SM2);
    digest.update((byte) (id.length * 8 >> 8));
    digest.update((byte) (id.length * 8));
    digest.update(id);
    digest.update(curve.getCurve().getA().getEncoded());
    digest.update(curve.getCurve().getB().getEncoded());
    update(digest, curve.getG());
    update(digest, key);
    return digest.digest();
  }

  private static void update(MessageDigest digest, ECPoint point) {
    ECPoint affine = point.normalize();
    digest.update(affine.getAffineXCoord().getEncoded());
    digest.update(affine.getAffineYCoord().getEncoded());
  }
}
