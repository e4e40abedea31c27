package org.countersign.trust.sod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.Security;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Map;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.countersign.trust.Specimen;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.suite.SignatureSuite;
import org.jmrtd.lds.SODFile;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** JMRTD parses; the JDK's own provider verifies what it knows. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecurityObjectJmrtdTest {

  @ParameterizedTest
  @EnumSource
  void JMRTD_reads_the_hashes_of_every_data_group(SignatureSuite suite) throws Exception {
    SODFile sod = parse(suite);
    MessageDigest digest = SignedMessage.digest(suite);
    Map<Integer, byte[]> hashes = sod.getDataGroupHashes();
    assertThat(hashes.keySet()).isEqualTo(Specimen.dataGroups().keySet());
    Specimen.dataGroups()
        .forEach((n, content) -> assertThat(hashes.get(n)).isEqualTo(digest.digest(content)));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GM_SM2")
  void JMRTD_writes_the_very_same_bytes_again(SignatureSuite suite) throws Exception {
    byte[] sod = Specimen.of(suite).sod();
    assertThat(new SODFile(new ByteArrayInputStream(sod)).getEncoded()).isEqualTo(sod);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GM_SM2")
  void the_JDK_verifies_what_JMRTD_finds(SignatureSuite suite) throws Exception {
    SODFile sod = parse(suite);
    String algorithm =
        switch (suite) {
          case ICAO_P256 -> "SHA256withECDSA";
          case ICAO_P384 -> "SHA384withECDSA";
          default -> "RSASSA-PSS";
        };
    Signature verifier = Signature.getInstance(algorithm);
    AlgorithmParameterSpec parameters = sod.getDigestEncryptionAlgorithmParams();
    if (suite == SignatureSuite.ICAO_RSAPSS) {
      verifier.setParameter(parameters);
    }
    verifier.initVerify(sod.getDocSigningCertificate().getPublicKey());
    verifier.update(sod.getEContent());
    assertThat(verifier.verify(sod.getEncryptedDigest())).isTrue();
    sod.getDocSigningCertificate().verify(Specimen.of(suite).csca.certificate().getPublicKey());
  }

  @ParameterizedTest
  @EnumSource(names = "GM_SM2")
  void SM2_verifies_when_we_name_the_algorithm(SignatureSuite suite) throws Exception {
    SODFile sod = parse(suite);
    Signature verifier = Signature.getInstance("SM3withSM2", BouncyCastle.PROVIDER);
    verifier.setParameter(new SM2ParameterSpec(SignatureSuite.SM2_ID.getBytes("US-ASCII")));
    verifier.initVerify(Specimen.of(suite).dsc.certificate().getPublicKey());
    verifier.update(signedAttributes(sod));
    assertThat(verifier.verify(sod.getEncryptedDigest())).isTrue();
  }

  /** JMRTD looks for SM3 among the JVM's own providers, where the product registers none. */
  private static byte[] signedAttributes(SODFile sod) throws Exception {
    Security.addProvider(BouncyCastle.PROVIDER);
    try {
      return sod.getEContent();
    } finally {
      Security.removeProvider(BouncyCastle.PROVIDER.getName());
    }
  }

  private static SODFile parse(SignatureSuite suite) throws Exception {
    return new SODFile(new ByteArrayInputStream(Specimen.of(suite).sod()));
  }
}
