package org.countersign.trust.asn1;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.countersign.trust.Specimen;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SuiteKeyTest {

  @Test
  void a_curve_of_ones_own_generator_is_refused() {
    X9ECParameters real = SECNamedCurves.getByName("secp256r1");
    ECPoint ownGenerator = real.getG().multiply(BigInteger.TWO).normalize();
    X9ECParameters own =
        new X9ECParameters(
            real.getCurve(), new X9ECPoint(ownGenerator, false), real.getN(), real.getH());
    byte[] point =
        SubjectPublicKeyInfo.getInstance(
                Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate().getPublicKey().getEncoded())
            .getPublicKeyData()
            .getOctets();
    SubjectPublicKeyInfo forged =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, own), point);
    assertThatThrownBy(() -> SuiteKey.of(SubjectPublicKeyInfo.getInstance(forged.getEncoded())))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("explicit curve parameters of no suite");
  }

  @Test
  void keys_of_other_kinds_and_sizes_are_refused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPairGenerator p521 = KeyPairGenerator.getInstance("EC");
    p521.initialize(521);
    KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed25519");
    assertRefused(rsa, "2048 bits");
    assertRefused(p521, "1.3.132.0.35");
    assertRefused(edwards, "1.3.101.112");
  }

  private static void assertRefused(KeyPairGenerator generator, String reason) {
    byte[] key = generator.generateKeyPair().getPublic().getEncoded();
    assertThatThrownBy(() -> SuiteKey.of(SubjectPublicKeyInfo.getInstance(key)))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(reason);
  }
}
